import { expressionsInCondition } from '../../criterion/expressions-in-condition.ts';
import type { PossibleResults } from '../../criterion/possible-results.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { isObject } from '../../text/json.ts';
import {
  criterionResults,
  documentedAmong,
  documentedResults,
  knownValues,
  possibleAnswers,
  type Status,
} from './answers.ts';
import { listOf } from './known-type.ts';
import type { PlacedAction, PlacedCriterion, ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/** Reports criteria that come to the same whatever is answered, as far as statuses and what is documented of bodies and inputs tell. */
export function checkConditions(reviewed: ReviewedWorkflow, step: ReviewedStep): void {
  const isFixed = (each: PlacedCriterion): boolean => reportFixed(reviewed, step, each);
  const told = step.criteria.filter(isFixed).length > 0;
  const { succeeding } = possibleAnswers(step);
  if (!told && succeeding.length === 0 && step.criteria.length > 1 && step.called !== undefined) {
    const conditions = step.criteria.map(({ criterion }) => criterion.condition).join('; ');
    const message = `Step "${step.plan.stepId}" never succeeds: its criteria exclude one another (${conditions}).`;
    const place = reviewed.document.located.place(`${step.pointer}/successCriteria`, 'key');
    const hint = 'All criteria must hold at once. Join alternatives with || in one condition.';
    reviewed.report(diagnose('condition/never-holds', message, { place, hint }));
  }
  for (const action of [...step.onSuccess, ...step.onFailure].filter(({ isOwn }) => isOwn)) {
    if (action.criteria.filter(isFixed).length === 0) reportUntaken(reviewed, step, action);
  }
}

/** Reports a criterion that always comes to the same; returns whether it does. */
function reportFixed(reviewed: ReviewedWorkflow, step: ReviewedStep, placed: PlacedCriterion): boolean {
  if (placed.criterion.type !== 'simple') return false;
  const { statuses, succeeding } = possibleAnswers(step);
  const operands = expressionsInCondition(placed.criterion.parsed).map(({ expression }) => expression.kind);
  const always = united([...statuses, null].map((status) => criterionResults(placed, status)));
  if (!(always.mayHold && always.mayFail)) {
    const why =
      operands.length === 0 ? 'there is nothing in it that could change' : 'no status makes it otherwise';
    report(reviewed, placed, always.mayHold, why);
    return true;
  }
  if (step.called === undefined || !operands.some((kind) => kind === 'response' || kind === 'inputs'))
    return false;
  const documented = documentedAmong(step.called.operation, statuses);
  const holding = documented.filter((status) => succeeding.includes(status));
  const expected = holding.length > 0 ? holding : documented;
  const [first] = expected;
  if (first === undefined) return false;
  const known = united(expected.map((status) => documentedResults(placed, status, reviewed, step)));
  if (known.mayHold && known.mayFail) return false;
  // Where it is about the status, too, it is for answers that are not documented.
  if (known.mayHold && operands.includes('statusCode')) return false;
  report(reviewed, placed, known.mayHold, whatIsKnown(reviewed, step, placed, first));
  return true;
}

function united(results: readonly PossibleResults[]): PossibleResults {
  return {
    mayHold: results.some(({ mayHold }) => mayHold),
    mayFail: results.some(({ mayFail }) => mayFail),
  };
}

/** The values or types that decide a condition. */
function whatIsKnown(
  reviewed: ReviewedWorkflow,
  step: ReviewedStep,
  { criterion }: PlacedCriterion,
  status: number,
): string {
  const operands = criterion.type === 'simple' ? expressionsInCondition(criterion.parsed) : [];
  const known = operands.flatMap((operand) => {
    const { values, anyText, anyNumber } = knownValues(operand, status, reviewed, step) ?? {};
    if (values === undefined) return [];
    const listed = values.filter((value) => value !== null && typeof value !== 'object');
    const other = [
      ...(anyText === true ? ['text'] : []),
      ...(anyNumber === true ? ['a number'] : []),
      ...(values.some(Array.isArray) ? ['a list'] : []),
      ...(values.some(isObject) ? ['an object'] : []),
    ];
    return `${operand.text} is ${[...(listed.length > 0 ? [listOf(listed)] : []), ...other].join(' or ')}`;
  });
  return `by what is documented, ${known.join(', and ')}`;
}

function report(
  { document, report: tell }: ReviewedWorkflow,
  { criterion, pointer }: PlacedCriterion,
  holds: boolean,
  why: string,
): void {
  const place = document.located.place(`${pointer}/condition`);
  const { condition } = criterion;
  if (holds) {
    const message = `${condition} always holds: ${why}.`;
    const hint = 'Leave the criterion out, or correct it.';
    tell(diagnose('condition/always-holds', message, { place, hint }));
  } else {
    const message = `${condition} never holds: ${why}.`;
    const hint = 'Correct the condition; compare with a value that can be there.';
    tell(diagnose('condition/never-holds', message, { place, hint }));
  }
}

/** Reports an action that no answer leads to, because the step succeeds or fails on all that its criteria are for. */
function reportUntaken(
  reviewed: ReviewedWorkflow,
  step: ReviewedStep,
  { action, pointer, criteria }: PlacedAction,
): void {
  if (criteria.length === 0 || step.called === undefined) return;
  const isAfterSuccess = step.onSuccess.some((each) => each.pointer === pointer);
  const { succeeding, failing, unanswered } = possibleAnswers(step);
  const leading: Status[] = isAfterSuccess ? [...succeeding] : [...failing];
  if (isAfterSuccess ? unanswered.mayHold : unanswered.mayFail) leading.push(null);
  // A step that never succeeds is told as that.
  if (leading.length === 0) return;
  const isTaken = leading.some((status) => criteria.every((each) => criterionResults(each, status).mayHold));
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
