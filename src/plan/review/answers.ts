import {
  eitherResult,
  type PossibleResults,
  possibleResults,
  type PossibleValues,
} from '../../criterion/possible-results.ts';
import { holdsOf } from '../../criterion/criterion-engines.ts';
import type { ExpressionOperand } from '../../criterion/expressions-in-condition.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import { documentationOf } from '../../openapi/documented-status.ts';
import type { Operation } from '../../openapi/operation.ts';
import { schemaAt } from '../../openapi/schema/schema-at.ts';
import type { PlacedCriterion } from '../compile/placed-criterion.ts';
import { standingStatuses, type Status, statusResults, statusValues } from '../rules/status-results.ts';
import { type Lack, lackOf } from './documented-needs.ts';
import { documentedValues } from './documented-values.ts';
import type { ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

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
  return standingStatuses(all, Object.keys(called?.operation.responses ?? {}).map(Number));
}

/** Those of the possible statuses that the operation documents by themselves or by their range; where there is only `default`, what that stands for. */
export function documentedAmong({ responses }: Operation, statuses: readonly number[]): readonly number[] {
  const known = statuses.filter((status) => /exact|range/.test(documentationOf(responses, status) ?? ''));
  return known.length > 0
    ? known
    : statuses.filter((status) => documentationOf(responses, status) === 'default');
}

/** What a criterion may come to on an answer of this status, with what is documented of its body and of the inputs. */
export function documentedResults(
  placed: PlacedCriterion,
  status: Status,
  reviewed: Pick<ReviewedWorkflow, 'inputs'>,
  step: ReviewedStep,
): PossibleResults {
  const { criterion } = placed;
  if (criterion.type !== 'simple') return appliedResults(placed, status, reviewed, step);
  return possibleResults(
    criterion.parsed,
    (operand) => statusValues(operand, status) ?? knownValues(operand, status, reviewed, step),
  );
}

/** A condition that is applied to a context fails without one, which need never be there. */
function appliedResults(
  placed: PlacedCriterion,
  status: Status,
  reviewed: Pick<ReviewedWorkflow, 'inputs'>,
  step: ReviewedStep,
): PossibleResults {
  const { mayHold } = statusResults(placed, status);
  if (lackIn(placed, status, step) !== undefined) return { mayHold: false, mayFail: true };
  const context = contextOf(placed);
  const { values, anyText, anyNumber } = (context && knownValues(context, status, reviewed, step)) ?? {};
  const isListed = values?.every((value) => typeof value !== 'object' || value === null) === true;
  if (!isListed || anyText === true || anyNumber === true || placed.applied === undefined)
    return { mayHold, mayFail: true };
  const { test } = placed.applied;
  return { mayHold: values.some((value) => value !== null && holdsOf(test, value)), mayFail: true };
}

/** What a condition needs of the body of an answer of this status and, by what is documented, cannot have. */
export function lackIn(
  { criterion, applied }: PlacedCriterion,
  status: Status,
  { called }: ReviewedStep,
): Lack | undefined {
  if (criterion.type === 'simple' || applied === undefined || called === undefined) return undefined;
  const { context } = criterion;
  if (status === null || context.kind !== 'response' || context.source !== 'body') return undefined;
  return lackOf(applied.needs, called.entry, status, context.pointer ?? []);
}

/** What a pattern is applied to, as an operand. */
export function contextOf({ criterion }: PlacedCriterion): ExpressionOperand | undefined {
  if (criterion.type !== 'regex') return undefined;
  const { context } = criterion;
  return { kind: 'expression', text: formatExpression(context), expression: context, navigation: [] };
}

/** Whether a step may succeed and may fail on an answer of this status (clause H3). */
function successResults(status: Status, { step, criteria }: ReviewedStep): PossibleResults {
  // What could not be read may come to anything.
  if ((step.successCriteria ?? []).length > criteria.length) return eitherResult;
  if (criteria.length === 0) {
    const isSuccess = status !== null && status >= 200 && status < 300;
    return { mayHold: isSuccess, mayFail: !isSuccess };
  }
  const results = criteria.map((each) => statusResults(each, status));
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
  return typeof found === 'string' ? undefined : documentedValues(found);
}
