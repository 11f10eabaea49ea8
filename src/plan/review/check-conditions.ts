import { expressionsInCondition } from '../../criterion/expressions-in-condition.ts';
import type { PossibleValues } from '../../criterion/possible-results.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { isObject } from '../../text/json.ts';
import { fixedCondition, whyFixed } from '../rules/fixed-condition.ts';
import type { PlacedCriterion } from '../compile/placed-criterion.ts';
import { type Status, statusResults, unitedResults } from '../rules/status-results.ts';
import {
  contextOf,
  documentedAmong,
  documentedResults,
  knownValues,
  lackIn,
  possibleAnswers,
} from './answers.ts';
import { listOf } from './known-type.ts';
import type { PlacedAction, ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/** Reports criteria that come to the same whatever is answered, as far as statuses and what is documented of bodies and inputs tell. */
export function checkConditions(reviewed: ReviewedWorkflow, step: ReviewedStep): void {
  const { statuses } = possibleAnswers(step);
  for (const each of step.criteria) reportFixed(reviewed, step, each, statuses);
  for (const action of [...step.onSuccess, ...step.onFailure].filter(({ isOwn }) => isOwn)) {
    const fixed = action.criteria.filter((each) => reportFixed(reviewed, step, each, [...statuses, null]));
    if (fixed.length === 0) reportUntaken(reviewed, step, action);
  }
}

/** Reports a criterion that always comes to the same; returns whether it does. What no status lets hold, compiling has told. */
function reportFixed(
  reviewed: ReviewedWorkflow,
  step: ReviewedStep,
  placed: PlacedCriterion,
  among: readonly Status[],
): boolean {
  const { located } = reviewed.document;
  const always = unitedResults(among.map((status) => statusResults(placed, status)));
  if (!always.mayFail) reviewed.report(fixedCondition(located, placed, true, whyFixed(placed)));
  if (!(always.mayHold && always.mayFail)) return true;
  const { statuses, succeeding } = possibleAnswers(step);
  const { criterion } = placed;
  const operands =
    criterion.type === 'simple'
      ? expressionsInCondition(criterion.parsed).map(({ expression }) => expression.kind)
      : [criterion.context.kind];
  if (step.called === undefined || !operands.some((kind) => kind === 'response' || kind === 'inputs'))
    return false;
  const documented = documentedAmong(step.called.operation, statuses);
  const holding = documented.filter((status) => succeeding.includes(status));
  const expected = holding.length > 0 ? holding : documented;
  const [first] = expected;
  if (first === undefined) return false;
  const known = unitedResults(expected.map((status) => documentedResults(placed, status, reviewed, step)));
  if (known.mayHold && known.mayFail) return false;
  // Where it is about the status, too, it is for answers that are not documented.
  if (known.mayHold && operands.includes('statusCode')) return false;
  const why = whatIsKnown(reviewed, step, placed, first);
  reviewed.report(fixedCondition(located, placed, known.mayHold, why));
  return true;
}

/** The values or types that decide a condition. */
function whatIsKnown(
  reviewed: ReviewedWorkflow,
  step: ReviewedStep,
  placed: PlacedCriterion,
  status: number,
): string {
  const { criterion } = placed;
  const lack = lackIn(placed, status, step);
  if (lack !== undefined) {
    const { text, possible } = lack;
    return `by what is documented, ${possible === undefined ? `there is no ${text}` : saying(text, possible)}`;
  }
  const operands =
    criterion.type === 'simple' ? expressionsInCondition(criterion.parsed) : [contextOf(placed) ?? []].flat();
  const known = operands.flatMap((operand) => {
    const possible = knownValues(operand, status, reviewed, step);
    return possible === undefined ? [] : saying(operand.text, possible);
  });
  return `by what is documented, ${known.join(', and ')}`;
}

/** What a value may be, as people read it. */
function saying(text: string, { values, anyText, anyNumber }: PossibleValues): string {
  const listed = values.filter((value) => value !== null && typeof value !== 'object');
  const other = [
    ...(anyText === true ? ['text'] : []),
    ...(anyNumber === true ? ['a number'] : []),
    ...(values.some(Array.isArray) ? ['a list'] : []),
    ...(values.some(isObject) ? ['an object'] : []),
  ];
  return `${text} is ${[...(listed.length > 0 ? [listOf(listed)] : []), ...other].join(' or ')}`;
}

/** Reports an action that no answer leads to, because the step succeeds or fails on all that its criteria are for. */
function reportUntaken(
  reviewed: ReviewedWorkflow,
  step: ReviewedStep,
  { action, pointer, criteria }: PlacedAction,
): void {
  if (criteria.length === 0 || step.called === undefined) return;
  const isAfterSuccess = step.onSuccess.some((each) => each.pointer === pointer);
  const { statuses, succeeding, failing, unanswered } = possibleAnswers(step);
  const leading: Status[] = isAfterSuccess ? [...succeeding] : [...failing];
  if (isAfterSuccess ? unanswered.mayHold : unanswered.mayFail) leading.push(null);
  // A step that never succeeds, and an action that nothing at all lets be taken, are told as that.
  const isPossible = [...statuses, null].some((status) =>
    criteria.every((each) => statusResults(each, status).mayHold),
  );
  if (leading.length === 0 || !isPossible) return;
  const isTaken = leading.some((status) => criteria.every((each) => statusResults(each, status).mayHold));
  if (isTaken) return;
  const conditions = criteria.map(({ criterion }) => criterion.condition).join('; ');
  const after = isAfterSuccess ? 'succeeds' : 'fails';
  const message = `The action "${action.name}" is never taken: where step "${step.plan.stepId}" ${after}, its criteria do not hold (${conditions}).`;
  const place = reviewed.document.located.place(`${pointer}/criteria`, 'key');
  const hint = isAfterSuccess
    ? 'Let the successCriteria pass what the action is for, or move it to onFailure.'
    : 'Let the successCriteria exclude what the action is for, or move it to onSuccess.';
  reviewed.report(diagnose('condition/never-holds', message, { place, hint }));
}
