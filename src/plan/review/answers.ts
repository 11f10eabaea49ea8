import { statusesIn } from '../../criterion/statuses-in.ts';
import {
  eitherResult,
  type PossibleResults,
  possibleResults,
  type PossibleValues,
} from '../../criterion/possible-results.ts';
import type { Operand } from '../../criterion/condition.ts';
import { documentationOf } from '../../openapi/documented-status.ts';
import type { Operation, SchemaSummary } from '../../openapi/operation.ts';
import { schemaAt } from '../../openapi/schema-at.ts';
import type { PlacedCriterion, ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/** An answer that a step may get: its status, or null where none comes. */
export type Status = number | null;

/** The bounds of the classes of statuses: between them and the statuses that criteria name, no comparison changes. */
const bounds = [100, 199, 200, 299, 300, 399, 400, 499, 500, 599];

/** Statuses that stand for all: those that are documented or named by criteria, their neighbours, and the bounds of each class. */
export function possibleStatuses({
  criteria,
  onSuccess,
  onFailure,
  called,
}: ReviewedStep): readonly number[] {
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

/** How much is known of answers: only what their statuses are, or also what their bodies are documented to be. */
export type Knowledge = 'status' | 'documented';

/** What a criterion may come to on an answer of this status. */
export function criterionResults(
  { criterion }: PlacedCriterion,
  status: Status,
  reviewed: Pick<ReviewedWorkflow, 'inputs'>,
  step: ReviewedStep,
  knowledge: Knowledge,
): PossibleResults {
  if (criterion.type !== 'simple') return eitherResult;
  return possibleResults(criterion.parsed, (operand) => {
    if (operand.expression.kind === 'statusCode' && operand.navigation.length === 0)
      return { values: [status] };
    return knowledge === 'status' ? undefined : knownValues(operand, status, reviewed, step);
  });
}

/** Whether a step may succeed and may fail on an answer of this status (clause H3). */
export function successResults(
  status: Status,
  reviewed: Pick<ReviewedWorkflow, 'inputs'>,
  step: ReviewedStep,
  knowledge: Knowledge = 'status',
): PossibleResults {
  // What could not be read may come to anything.
  if ((step.step.successCriteria ?? []).length > step.criteria.length) return eitherResult;
  if (step.criteria.length === 0) {
    const isSuccess = status !== null && status >= 200 && status < 300;
    return { mayHold: isSuccess, mayFail: !isSuccess };
  }
  const results = step.criteria.map((each) => criterionResults(each, status, reviewed, step, knowledge));
  return {
    mayHold: results.every(({ mayHold }) => mayHold),
    mayFail: results.some(({ mayFail }) => mayFail),
  };
}

/** What is known of an operand in an answer of this status: an input by its list of values, a part of the body by what is documented. */
export function knownValues(
  { expression, navigation }: Extract<Operand, { kind: 'expression' }>,
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
