import { holdsOf } from '../../criterion/criterion-engines.ts';
import {
  eitherResult,
  type PossibleResults,
  possibleResults,
  type PossibleValues,
} from '../../criterion/possible-results.ts';
import type { ExpressionOperand } from '../../criterion/expressions-in-condition.ts';
import { statusesIn } from '../../criterion/statuses-in.ts';
import type { FixedTest, PlacedCriterion } from '../compile/placed-criterion.ts';

/** The status of an answer, or null where none comes. */
export type Status = number | null;

/** The bounds of the classes of statuses: between them and the statuses that criteria name, no comparison changes. */
const bounds = [100, 199, 200, 299, 300, 399, 400, 499, 500, 599];

/** Every status that HTTP knows (RFC 9110, section 15): a pattern tells any from any other. */
const everyStatus = Array.from({ length: 500 }, (_, index) => index + 100);

/**
 * Statuses that stand for all in the eyes of these criteria, in ascending order: those that are documented or named by a criterion, their neighbours,
 * and the bounds of each class.
 */
export function standingStatuses(
  criteria: readonly PlacedCriterion[],
  documented: readonly number[] = [],
): readonly number[] {
  if (
    criteria.some(({ criterion }) => criterion.type !== 'simple' && criterion.context.kind === 'statusCode')
  )
    return everyStatus;
  const named = statusesIn(criteria.map(({ criterion }) => criterion));
  const near = named.flatMap((status) => [status - 1, status, status + 1]);
  const statuses = new Set([...bounds, ...near, ...documented]);
  return [...statuses].filter((status) => status >= 100 && status <= 599).toSorted((a, b) => a - b);
}

/** What a criterion may come to on an answer of this status, whatever else there is in it. */
export function statusResults({ criterion, applied }: PlacedCriterion, status: Status): PossibleResults {
  if (criterion.type === 'simple')
    return possibleResults(criterion.parsed, (operand) => statusValues(operand, status));
  if (applied?.needs === 'impossible') return { mayHold: false, mayFail: true };
  if (criterion.context.kind !== 'statusCode' || applied === undefined) return eitherResult;
  // Without a value of its context, a criterion fails (clause I9).
  const holds = status !== null && holdsOfStatus(applied, status);
  return { mayHold: holds, mayFail: !holds };
}

/** Every check asks about the same statuses, and patterns are slow to answer. */
function holdsOfStatus(applied: FixedTest, status: number): boolean {
  const known = heldStatuses.get(applied) ?? new Map<number, boolean>();
  heldStatuses.set(applied, known);
  const holds = known.get(status) ?? holdsOf(applied.test, status);
  known.set(status, holds);
  return holds;
}

const heldStatuses = new WeakMap<FixedTest, Map<number, boolean>>();

/** The value of `$statusCode` in an answer of this status; undefined for any other operand. */
export function statusValues(
  { expression, navigation }: ExpressionOperand,
  status: Status,
): PossibleValues | undefined {
  return expression.kind === 'statusCode' && navigation.length === 0 ? { values: [status] } : undefined;
}

/** What comes of a criterion over several answers. */
export function unitedResults(results: readonly PossibleResults[]): PossibleResults {
  return {
    mayHold: results.some(({ mayHold }) => mayHold),
    mayFail: results.some(({ mayFail }) => mayFail),
  };
}
