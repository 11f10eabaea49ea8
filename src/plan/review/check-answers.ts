import type { Operand } from '../../criterion/condition.ts';
import { expressionsInCondition } from '../../criterion/expressions-in-condition.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Place } from '../../diagnostics/place.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { Expression } from '../../expression/expression.ts';
import { expressionsIn, selectorsIn } from '../../expression/expressions-in.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import { child, children } from '../../openapi/read/resolve-reference.ts';
import { isUndescribed, schemaAt } from '../../openapi/schema/schema-at.ts';
import { placeWithin } from '../../text/place-within.ts';
import { escapeToken, formatPointer, parsePointer } from '../../text/pointer.ts';
import { meantPointer } from '../meant/meant-pointer.ts';
import type { PlacedCriterion } from '../compile/placed-criterion.ts';
import { statusResults } from '../rules/status-results.ts';
import { documentedAmong, possibleAnswers } from './answers.ts';
import { labelOf } from './check-statuses.ts';
import type { PlacedAction, ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/** A place in the body of an answer that a document reads. */
export interface Reading {
  /** As written. */
  readonly text: string;
  /** Decoded reference tokens, at least one. */
  readonly tokens: readonly string[];
  readonly place: Place;
}

/** Reports what a step reads of bodies that the description does not know: members of no schema, and answers without any. */
export function checkAnswers(reviewed: ReviewedWorkflow, step: ReviewedStep): void {
  const { called } = step;
  if (called === undefined) return;
  const { succeeding, failing } = possibleAnswers(step);
  const undescribed: Reading[] = [];
  const check = (readings: readonly Reading[], among: readonly number[]): void => {
    const documented = documentedAmong(called.operation, among);
    for (const reading of readings) {
      // One that is meant otherwise has been told with what is meant.
      if (meantPointer(called.entry, reading.tokens) !== undefined) continue;
      const found = lookUp(called.entry, reading, documented);
      if (found === 'absent') reportAbsent(reviewed, step, reading, documented);
      else if (found === 'undescribed') undescribed.push(reading);
    }
  };
  check([...outputReadings(reviewed, step), ...criteriaReadings(reviewed, step.criteria)], succeeding);
  const checkActions = (actions: readonly PlacedAction[], among: readonly number[]): void => {
    for (const { criteria, isOwn } of actions) {
      if (!isOwn) continue;
      const taken = among.filter((status) => criteria.every((each) => statusResults(each, status).mayHold));
      check(criteriaReadings(reviewed, criteria), taken);
    }
  };
  checkActions(step.onSuccess, succeeding);
  checkActions(step.onFailure, failing);
  reportUndescribed(reviewed, step, undescribed);
}

/** What is documented of a place in the bodies of answers: that it is not there, that no body is described, or anything else. */
export function lookUp(
  entry: OperationEntry,
  { tokens }: Reading,
  statuses: readonly number[],
): 'absent' | 'undescribed' | undefined {
  if (statuses.length === 0)
    return children(child(entry.node, 'responses')).length === 0 ? 'undescribed' : undefined;
  const isAbsent = (status: number): boolean =>
    schemaAt(entry, status, tokens) === 'absent' ||
    (isBodiless(status) && isUndescribed(entry, status) === true);
  if (statuses.every(isAbsent)) return 'absent';
  return statuses.every((status) => isUndescribed(entry, status) === true) ? 'undescribed' : undefined;
}

/** Tells that what is read is not documented, and what is. */
export function reportAbsent(
  { report }: ReviewedWorkflow,
  { called }: ReviewedStep,
  { text, tokens, place }: Reading,
  statuses: readonly number[],
): void {
  const { entry, operation } = called!;
  const names = statuses.map((status) => `HTTP ${status}`);
  const answers = names.length > 3 ? 'any answer that the step expects' : names.join(' or ');
  const message = `${text} is not in what ${labelOf(operation)} documents for ${answers}.`;
  const hint = hintOf(entry, statuses[0]!, tokens);
  report(diagnose('response/not-in-schema', message, { place, hint }));
}

/** Told once a step: what is not described at all is not described for any of its readings. */
function reportUndescribed(
  { report }: ReviewedWorkflow,
  { called, plan }: ReviewedStep,
  readings: readonly Reading[],
): void {
  const [first] = readings;
  if (first === undefined) return;
  const texts = [...new Set(readings.map(({ text }) => text))].join(', ');
  const message = `Step "${plan.stepId}" reads ${texts}, and ${labelOf(called!.operation)} describes no body for its answer.`;
  const hint = 'Look into the API whether the answer has it.';
  report(diagnose('response/no-schema', message, { place: first.place, hint }));
}

/** Answers that never have a body (RFC 9110, sections 15.3.5, 15.3.6, 15.4.5). */
function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** What is documented at the last place on the way that is. */
function hintOf(entry: OperationEntry, status: number, tokens: readonly string[]): string {
  const depth = tokens.findIndex(
    (_, index) => schemaAt(entry, status, tokens.slice(0, index + 1)) === 'absent',
  );
  const way = tokens.slice(0, Math.max(0, depth));
  const found = schemaAt(entry, status, way);
  const where = way.length === 0 ? 'The body' : `#${formatPointer(way)}`;
  if (typeof found === 'string') return 'Look into the description what the body holds.';
  const { types, properties = {} } = found;
  if (types.length > 0 && types.every((type) => type === 'array'))
    return `${where} is a list: write the number of an item first, as in #${formatPointer([...way, 0])}.`;
  const members = Object.keys(properties);
  const meant = didYouMean(tokens[Math.max(0, depth)] ?? '', members);
  if (meant !== undefined) return meant;
  if (members.length === 0)
    return types.length === 0
      ? 'Look into the description what the body holds.'
      : `${where} is of type ${types.join(' or ')}.`;
  const most = 8;
  return `${where} has ${members.slice(0, most).join(', ')}${members.length > most ? ' and more' : ''}.`;
}

function outputReadings({ document }: ReviewedWorkflow, { plan, pointer }: ReviewedStep): readonly Reading[] {
  return plan.outputs.flatMap(({ name, value }) => {
    const at = `${pointer}/outputs/${escapeToken(name)}`;
    const place = document.located.place(at);
    const direct = expressionsIn(value).map(({ expression }) =>
      bodyReading(expression, [], formatExpression(expression), place),
    );
    const selected = selectorsIn(value).map(({ selector: { context, selector, dialect } }) => {
      const within = dialect === 'jsonpointer' ? parsePointer(selector) : undefined;
      if (within === undefined || context.kind !== 'response') return undefined;
      return bodyReading(context, within, `${selector} of ${formatExpression(context)}`, place);
    });
    return [...direct, ...selected].flatMap((reading) => reading ?? []);
  });
}

function criteriaReadings(
  { document }: ReviewedWorkflow,
  criteria: readonly PlacedCriterion[],
): readonly Reading[] {
  return criteria.flatMap(({ criterion, pointer }) => {
    const at = `${pointer}/condition`;
    if (criterion.type !== 'simple') {
      const place = document.located.place(`${pointer}/context`);
      return bodyReading(criterion.context, [], formatExpression(criterion.context), place) ?? [];
    }
    const { condition, parsed } = criterion;
    return expressionsInCondition(parsed).flatMap(
      ({ expression, navigation, text }: Extract<Operand, { kind: 'expression' }>) => {
        const place = placeWithin(document.located, at, condition, condition.indexOf(text), text.length);
        return bodyReading(expression, navigation.map(String), text, place) ?? [];
      },
    );
  });
}

/** What an expression, and the tokens after it, read of the body of an answer; undefined when that is no part of one. */
export function bodyReading(
  expression: Expression,
  within: readonly string[],
  text: string,
  place: Place,
): Reading | undefined {
  if (expression.kind !== 'response' || expression.source !== 'body') return undefined;
  const tokens = [...(expression.pointer ?? []), ...within];
  return tokens.length === 0 ? undefined : { text, tokens, place };
}
