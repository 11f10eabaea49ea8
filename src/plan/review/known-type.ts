import type { Expression } from '../../expression/expression.ts';
import { expressionsIn } from '../../expression/expressions-in.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import { schemaAt } from '../../openapi/schema/schema-at.ts';
import { uniteSummaries } from '../../openapi/schema/summarize-schema.ts';
import { isObject } from '../../text/json.ts';
import { dereference } from '../inputs/known-properties.ts';
import { documentedAmong, possibleAnswers } from './answers.ts';
import type { ReviewedWorkflow } from './reviewed-step.ts';

/** The JSON types that the value of an expression may have, and its values where they are listed. */
export type KnownType = Pick<SchemaSummary, 'types' | 'enum'>;

/**
 * What is known of the type of an expression before the call of a step: of an input by its schema, of an output of a step by what the description
 * documents of the answers that it succeeds on. Undefined where nothing is.
 */
export function knownType(reviewed: ReviewedWorkflow, expression: Expression): KnownType | undefined {
  if (expression.kind === 'inputs' && expression.pointer === undefined) {
    const { properties } = reviewed.inputs;
    return Object.hasOwn(properties, expression.name)
      ? typeOf(dereference(properties[expression.name], reviewed.plan.inputs))
      : undefined;
  }
  if (expression.kind !== 'steps') return undefined;
  const step = [...reviewed.steps.values()].find(({ plan }) => plan.stepId === expression.stepId);
  const output = step?.plan.outputs.find(({ name }) => name === expression.name);
  if (step?.called === undefined || output?.value.kind !== 'expression') return undefined;
  const [source] = expressionsIn(output.value);
  const read = source?.expression;
  if (read?.kind === 'statusCode') return { types: ['integer'] };
  if (read?.kind !== 'response' || read.source !== 'body' || !('pointer' in read)) return undefined;
  const tokens = [...(read.pointer ?? []), ...(expression.pointer ?? [])];
  const { operation, entry } = step.called;
  const found = documentedAmong(operation, possibleAnswers(step).succeeding).map((status) =>
    schemaAt(entry, status, tokens),
  );
  const known = found.filter((each) => typeof each !== 'string');
  return known.length === 0 || known.length < found.length ? undefined : uniteSummaries(known);
}

/** What a schema says of types by itself; what it is composed of could say more. */
function typeOf(schema: unknown): KnownType | undefined {
  if (!isObject(schema)) return undefined;
  const { type, enum: values } = schema;
  const types = [type].flat().filter((each): each is string => typeof each === 'string');
  if (types.length === 0) return undefined;
  return { types, ...(Array.isArray(values) ? { enum: values } : {}) };
}

/** The JSON type of a value; every integer is a number. */
export function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Whether some value could be of one of both lists of types; unknown types could be any. */
export function mayAgree(some: readonly string[], others: readonly string[]): boolean {
  if (some.length === 0 || others.length === 0) return true;
  const numbers = (types: readonly string[]): boolean =>
    types.includes('number') || types.includes('integer');
  return some.some((type) => others.includes(type)) || (numbers(some) && numbers(others));
}

/** Values as people list them; of many, the first. */
export function listOf(values: readonly unknown[]): string {
  const most = 12;
  const shown = values.slice(0, most).map((each) => JSON.stringify(each));
  return `${shown.join(', ')}${values.length > most ? ' and more' : ''}`;
}
