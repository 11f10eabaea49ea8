import type { JsonSchema } from '../arazzo/document.ts';
import type { Outputs } from '../expression/scope.ts';
import { loadSchemaCompiler } from '../openapi/schema/compile-schema.ts';
import { exampleOf } from '../plan/compile/example-of.ts';
import { knownProperties } from '../plan/inputs/known-properties.ts';
import type { Plan } from '../plan/plan.ts';
import { isObject } from '../text/json.ts';
import { type FindMockOperation, type Use, usesIn } from './cooperation/uses.ts';
import { coerceItems, coerceText, typed, typesIn } from './mock/coerce-text.ts';
import { generateValue } from './values/generate-value.ts';

/** How example inputs are made. */
export interface ExampleInputsOptions {
  readonly workflowId: string;
  /** What is known of the operations that take the inputs: an input is also what they ask for. */
  readonly find: FindMockOperation;
  /** The same seed gives the same inputs. */
  readonly seed?: string;
}

/**
 * Makes an input of each name that a workflow declares: of its schema, and of what the operations ask for to which it is passed, where both
 * can be had. What has a default is left to it. A workflow's own example is taken as it is, and only what it lacks of the required ones is made.
 */
export async function exampleInputs(plan: Plan, options: ExampleInputsOptions): Promise<Outputs> {
  const { workflowId, find, seed = workflowId } = options;
  const workflow = plan.workflows.find((each) => each.workflowId === workflowId)!;
  const compile = await loadSchemaCompiler();
  const { properties, required } = knownProperties(workflow.inputs);
  const example = exampleOf(workflow.inputs);
  const { inputs: uses } = usesIn(plan, workflow, find);
  const $defs = isObject(workflow.inputs) ? workflow.inputs['$defs'] : undefined;
  const made = Object.entries(properties).flatMap(([name, property]) => {
    if (isObject(property) && property['default'] !== undefined) return [];
    if (example !== undefined && (Object.hasOwn(example, name) || !required.has(name))) return [];
    const own: JsonSchema = isObject(property) && $defs !== undefined ? { ...property, $defs } : property;
    const value = inputFor(name, own, uses.get(name) ?? [], { seed, compile });
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...example, ...Object.fromEntries(made) };
}

function inputFor(
  name: string,
  own: JsonSchema,
  uses: readonly Use[],
  {
    seed,
    compile,
  }: { readonly seed: string; readonly compile: Awaited<ReturnType<typeof loadSchemaCompiler>> },
): unknown {
  const make = (schema: JsonSchema): unknown => {
    // The name of a member tells what a text may be about.
    const { $defs, ...rest } = isObject(schema) ? schema : { $defs: undefined };
    const whole: JsonSchema = {
      properties: { [name]: isObject(schema) ? rest : schema },
      required: [name],
      ...($defs === undefined ? {} : { $defs }),
    };
    const object = generateValue(whole, { seed, direction: 'request', check: compile(whole) });
    return isObject(object) ? object[name] : undefined;
  };
  const checks = [
    own,
    ...uses.flatMap(({ pointer, schema }) => (pointer.length === 0 && schema ? [schema] : [])),
  ];
  const faults = (value: unknown): number =>
    checks.filter((schema) => compile(schema)(asWritten(value, schema)).length > 0).length;
  const joined = checks.length > 1 ? [...joinedWith(own, checks.slice(1)), ...checks.slice(1)] : [];
  // A text may be what stands for a value of another type where parameters are written.
  const texts = checks
    .slice(1)
    .map(make)
    .flatMap((value) => textOf(value) ?? []);
  const candidates = [...[...joined, own].map(make), ...texts];
  const fitting = candidates.filter((value) => compile(own)(value).length === 0);
  return (fitting.length === 0 ? candidates : fitting).toSorted((a, b) => faults(a) - faults(b))[0];
}

/** What an input must be as a declared one and for its use, at once; definitions of both are kept apart by which comes first. */
function joinedWith(own: JsonSchema, others: readonly JsonSchema[]): readonly JsonSchema[] {
  if (!isObject(own) || own['$defs'] !== undefined) return [];
  return others.flatMap((other) => {
    if (!isObject(other)) return [];
    const { $defs, ...rest } = other;
    return [{ allOf: [own, rest], ...($defs === undefined ? {} : { $defs }) }];
  });
}

/** Parameters are written as text: a text of digits is as good a number as a number there, and one with commas as good as a list. */
function asWritten(value: unknown, schema: JsonSchema): unknown {
  if (typeof value !== 'string') return value;
  return typesIn(typed(schema, schema)).includes('array')
    ? coerceItems(value.split(','), schema)
    : coerceText(value, schema);
}

/** A scalar, or a list of them, as text; undefined for what has none. */
function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
    ? String(value)
    : undefined;
}
