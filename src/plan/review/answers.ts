import { statusesIn } from '../../criterion/statuses-in.ts';
import {
  eitherResult,
  type PossibleResults,
  possibleResults,
  type PossibleValues,
} from '../../criterion/possible-results.ts';
import type { ExpressionOperand } from '../../criterion/expressions-in-condition.ts';
import { documentationOf } from '../../openapi/documented-status.ts';
import type { Operation, SchemaSummary } from '../../openapi/operation.ts';
import { schemaAt } from '../../openapi/schema-at.ts';
import type { PlacedCriterion, ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/** An answer that a step may get: its status, or null where none comes. */
export type Status = number | null;

/** The bounds of the classes of statuses: between them and the statuses that criteria name, no comparison changes. */
const bounds = [100, 199, 200, 299, 300, 399, 400, 499, 500, 599];

/** The answers that a step may get, by what comes of them. */
export interface PossibleAnswers {
  /** Statuses that stand for all: those that are documented or named by criteria, their neighbours, and the bounds of each class. */
  readonly statuses: readonly number[];
  /** Those of them on which the step may succeed, by its criteria of statuses alone. */
  readonly succeeding: readonly number[];
  /** Those of them on which it may fail. */
  readonly failing: readonly number[];
  /** What may come of no answer at all. */
  readonly unanswered: PossibleResults;
}

/** The answers that a step may get. Every check asks for them, so that they are looked for once. */
export function possibleAnswers(step: ReviewedStep): PossibleAnswers {
  const known = answers.get(step);
  if (known !== undefined) return known;
  const statuses = possibleStatuses(step);
  const results = statuses.map((status) => ({ status, ...successResults(status, step) }));
  const found: PossibleAnswers = {
    statuses,
    succeeding: results.filter(({ mayHold }) => mayHold).map(({ status }) => status),
    failing: results.filter(({ mayFail }) => mayFail).map(({ status }) => status),
    unanswered: successResults(null, step),
  };
  answers.set(step, found);
  return found;
}

const answers = new WeakMap<ReviewedStep, PossibleAnswers>();

function possibleStatuses({ criteria, onSuccess, onFailure, called }: ReviewedStep): readonly number[] {
  const all = [...criteria, ...[...onSuccess, ...onFailure].flatMap((action) => action.criteria)];
  const named = statusesIn(all.map(({ criterion }) => criterion));
  const documented = Object.keys(called?.operation.responses ?? {}).map(Number);
  const near = named.flatMap((status) => [status - 1, status, status + 1]);
  const statuses = new Set([...bounds, ...near, ...documented.filter((status) => status >= 100)]);
  return [...statuses].filter((status) => status >= 100 && status <= 599).toSorted((a, b) => a - b);
}

/** Those of the possible statuses that the operation documents by themselves or by their range; where there is only `default`, what that stands for. */
export function documentedAmong({ responses }: Operation, statuses: readonly number[]): readonly number[] {
  const known = statuses.filter((status) => /exact|range/.test(documentationOf(responses, status) ?? ''));
  return known.length > 0
    ? known
    : statuses.filter((status) => documentationOf(responses, status) === 'default');
}

/** What a criterion may come to on an answer of this status, whatever its body may be. */
export function criterionResults({ criterion }: PlacedCriterion, status: Status): PossibleResults {
  if (criterion.type !== 'simple') return eitherResult;
  return possibleResults(criterion.parsed, (operand) => statusOf(operand, status));
}

/** What a criterion may come to on an answer of this status, with what is documented of its body and of the inputs. */
export function documentedResults(
  { criterion }: PlacedCriterion,
  status: Status,
  reviewed: Pick<ReviewedWorkflow, 'inputs'>,
  step: ReviewedStep,
): PossibleResults {
  if (criterion.type !== 'simple') return eitherResult;
  return possibleResults(
    criterion.parsed,
    (operand) => statusOf(operand, status) ?? knownValues(operand, status, reviewed, step),
  );
}

function statusOf({ expression, navigation }: ExpressionOperand, status: Status): PossibleValues | undefined {
  return expression.kind === 'statusCode' && navigation.length === 0 ? { values: [status] } : undefined;
}

/** Whether a step may succeed and may fail on an answer of this status (clause H3). */
function successResults(status: Status, { step, criteria }: ReviewedStep): PossibleResults {
  // What could not be read may come to anything.
  if ((step.successCriteria ?? []).length > criteria.length) return eitherResult;
  if (criteria.length === 0) {
    const isSuccess = status !== null && status >= 200 && status < 300;
    return { mayHold: isSuccess, mayFail: !isSuccess };
  }
  const results = criteria.map((each) => criterionResults(each, status));
  return {
    mayHold: results.every(({ mayHold }) => mayHold),
    mayFail: results.some(({ mayFail }) => mayFail),
  };
}

/** What is known of an operand in an answer of this status: an input by its list of values, a part of the body by what is documented. */
export function knownValues(
  { expression, navigation }: ExpressionOperand,
  status: Status,
  { inputs }: Pick<ReviewedWorkflow, 'inputs'>,
  { called }: ReviewedStep,
): PossibleValues | undefined {
  if (expression.kind === 'inputs' && expression.pointer === undefined && navigation.length === 0) {
    const schema = Object.hasOwn(inputs.properties, expression.name)
      ? inputs.properties[expression.name]
      : undefined;
    if (typeof schema !== 'object' || !Array.isArray(schema['enum'])) return undefined;
    return { values: [...(schema['enum'] as readonly unknown[]), null] };
  }
  if (expression.kind !== 'response' || expression.source !== 'body' || called === undefined)
    return undefined;
  if (status === null || !('pointer' in expression)) return undefined;
  const tokens = [...(expression.pointer ?? []), ...navigation.map(String)];
  const found = schemaAt(called.entry, status, tokens);
  return typeof found === 'string' ? undefined : valuesOf(found);
}

/** What a value may be by what is documented of it. What is documented need not be there. */
function valuesOf({ types, enum: values }: SchemaSummary): PossibleValues | undefined {
  if (values !== undefined) return { values: [...values, null] };
  if (types.length === 0) return undefined;
  const samples: Readonly<Record<string, readonly unknown[]>> = {
    boolean: [true, false],
    array: [[]],
    object: [{}],
  };
  return {
    values: [null, ...types.flatMap((type) => samples[type] ?? [])],
    anyText: types.includes('string'),
    anyNumber: types.includes('number') || types.includes('integer'),
  };
}
