import type { JsonSchema } from '../../arazzo/document.ts';
import type { Expression } from '../../expression/expression.ts';
import { isJson } from '../../openapi/media-type.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import { isObject } from '../../text/json.ts';
import { dereference, knownProperties } from '../inputs/known-properties.ts';
import type { WorkflowPlan } from '../plan.ts';

/** JSON types, none where they are not known; `none` where nothing can stand. */
export type Types = readonly string[] | 'none';

/** The types of all that an expression can come to, as far as the input schema and the described answers tell. */
export function certainTypes(workflow: WorkflowPlan, expression: Expression): Types {
  if (expression.kind === 'inputs') {
    const { properties } = knownProperties(workflow.inputs);
    const schema = Object.hasOwn(properties, expression.name) ? properties[expression.name] : undefined;
    return (expression.pointer ?? []).length > 0 ? [] : declaredTypes(schema, workflow.inputs);
  }
  if (expression.kind !== 'steps') return [];
  const { step, value } = outputOf(workflow, expression) ?? {};
  if (value?.kind !== 'expression' || step?.target.kind !== 'operation') return [];
  const { expression: source } = value;
  const rest = expression.pointer ?? [];
  if (source.kind === 'inputs' && rest.length === 0) return certainTypes(workflow, source);
  if (source.kind !== 'response' || source.source !== 'body') return [];
  const way = [...(source.pointer ?? []), ...rest];
  const answers = Object.entries(step.target.operation.responses).filter(([status]) =>
    status.startsWith('2'),
  );
  const bodies = answers.flatMap(([, { content }]) =>
    Object.entries(content).flatMap(([type, { schema }]) => (isJson(type) ? [typesAt(schema, way)] : [])),
  );
  const found = bodies.flatMap((types) => (types === 'none' ? [] : types));
  if (bodies.length > 0 && bodies.every((types) => types === 'none')) return 'none';
  return bodies.some((types) => types.length === 0) ? [] : [...new Set(found)];
}

/** The types that a schema declares, or all of its alternatives do; none where one of them is open. */
export function declaredTypes(schema: unknown, root: JsonSchema | undefined, depth = 0): readonly string[] {
  const declared = dereference(schema, root);
  if (!isObject(declared) || depth > deepest) return [];
  const { type, oneOf, anyOf = oneOf } = declared;
  if (type !== undefined)
    return (Array.isArray(type) ? type : [type]).filter((each): each is string => typeof each === 'string');
  const branches = Array.isArray(anyOf)
    ? anyOf.map((branch: unknown) => declaredTypes(branch, root, depth + 1))
    : [];
  return branches.some((types) => types.length === 0) ? [] : [...new Set(branches.flat())];
}

/** Alternatives within alternatives, beyond which nothing is known. */
const deepest = 20;

/** What stands at a way into a value, as far as the summary of its schema tells. */
function typesAt(
  schema: Pick<SchemaSummary, 'types' | 'properties'> | undefined,
  [token, ...rest]: readonly string[],
): Types {
  if (schema === undefined) return [];
  const { types, properties = {} } = schema;
  if (token === undefined) return types;
  const leads = types.filter(
    (type) => type === 'object' || (type === 'array' && /^(?:0|[1-9]\d*)$/.test(token)),
  );
  if (types.length > 0 && leads.length === 0) return 'none';
  return Object.hasOwn(properties, token) && !leads.includes('array') ? typesAt(properties[token], rest) : [];
}

/** The output that an expression names, and its step; undefined where it is not declared. */
export function outputOf({ steps }: WorkflowPlan, expression: Extract<Expression, { kind: 'steps' }>) {
  const step = steps.find(({ stepId }) => stepId === expression.stepId);
  const output = step?.outputs.find(({ name }) => name === expression.name);
  return step && output && { step, value: output.value };
}
