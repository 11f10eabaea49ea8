import type { JsonSchema } from '../../arazzo/document.ts';
import type { Expression } from '../../expression/expression.ts';
import type { Template } from '../../expression/template.ts';
import type { CallPlan, Plan, StepPlan, WorkflowPlan } from '../../plan/plan.ts';
import { isObject } from '../../text/json.ts';
import { authorizationSchema } from './authorization-schema.ts';
import { memberSchema } from '../mock/coerce-text.ts';
import type { MockOperation } from '../mock/mock-operation.ts';

/** How a value is used: the way into it, and what the place that it is put in asks for. */
export interface Use {
  readonly pointer: readonly string[];
  /** Stands alone. Absent where nothing is known, or the value is part of a text. */
  readonly schema?: JsonSchema;
}

/** How the inputs of a workflow, and the outputs of its steps, are used by its calls. */
export interface Uses {
  /** By name. */
  readonly inputs: ReadonlyMap<string, readonly Use[]>;
  /** By stepId, a space and the name of the output. */
  readonly outputs: ReadonlyMap<string, readonly Use[]>;
}

/** Finds an operation as a mock knows it, for what its descriptions says of its requests. */
export type FindMockOperation = (call: CallPlan) => MockOperation | undefined;

/** Collects how a workflow uses its inputs and the outputs of its steps; those of the workflows that it calls are followed into them. */
export function usesIn(plan: Plan, workflow: WorkflowPlan, find: FindMockOperation, depth = 0): Uses {
  const inputs = new Map<string, Use[]>();
  const outputs = new Map<string, Use[]>();
  const note = (expression: Expression, schema: JsonSchema | undefined): void => {
    const pointer = 'pointer' in expression ? (expression.pointer ?? []) : [];
    const use: Use = { pointer, ...(schema === undefined ? {} : { schema }) };
    if (expression.kind === 'inputs') add(inputs, expression.name, use);
    if (expression.kind === 'steps') add(outputs, `${expression.stepId} ${expression.name}`, use);
  };
  for (const step of workflow.steps) {
    for (const [template, schema] of valuesOf(plan, step, find, depth)) visit(template, schema, note);
  }
  for (const { value } of workflow.outputs) visit(value, undefined, note);
  return { inputs, outputs };
}

function add(to: Map<string, Use[]>, key: string, use: Use): void {
  to.set(key, [...(to.get(key) ?? []), use]);
}

/** Workflows within workflows, more than which are not followed. */
const deepest = 5;

/** The values that a step passes, with what asks for them. */
function valuesOf(
  plan: Plan,
  step: StepPlan,
  find: FindMockOperation,
  depth: number,
): (readonly [Template, JsonSchema | undefined])[] {
  const { target } = step;
  if (target.kind === 'workflow') {
    const called = plan.workflows.find(({ workflowId }) => workflowId === target.workflowId);
    const within =
      called === undefined || depth === deepest ? undefined : usesIn(plan, called, find, depth + 1);
    return target.inputs.map(({ name, value }) => [
      value,
      within?.inputs.get(name)?.find(({ schema }) => schema)?.schema,
    ]);
  }
  const operation = target.kind === 'operation' ? target.operation : undefined;
  const mock = target.kind === 'operation' ? find(target) : undefined;
  const parameters = target.parameters.map((parameter) => {
    const isAuthorization = parameter.in === 'header' && parameter.name.toLowerCase() === 'authorization';
    const schema =
      isAuthorization && operation !== undefined
        ? authorizationSchema(operation)
        : mock?.parameterSchema(parameter);
    return [parameter.value, schema] as const;
  });
  if (target.body === undefined) return parameters;
  const { contentType, payload, replacements = [] } = target.body;
  const schema = mock?.bodySchema(contentType.split(';', 1)[0]!.trim().toLowerCase());
  const replaced = replacements.map((replacement) => {
    const { value } = replacement;
    if (replacement.dialect !== 'jsonpointer') return [value, undefined] as const;
    const at = replacement.path.reduce<JsonSchema | undefined>(
      (within, { name }) => alone(memberSchema(within, schema, name), schema),
      schema,
    );
    return [value, at] as const;
  });
  return [...parameters, [payload, schema], ...replaced];
}

/** A schema within another, made to stand alone. */
function alone(schema: JsonSchema | undefined, root: JsonSchema | undefined): JsonSchema | undefined {
  return isObject(schema) && isObject(root) && root['$defs'] !== undefined
    ? { ...schema, $defs: root['$defs'] }
    : schema;
}

function visit(
  template: Template,
  schema: JsonSchema | undefined,
  note: (expression: Expression, schema: JsonSchema | undefined) => void,
): void {
  switch (template.kind) {
    case 'literal':
    case 'supplied':
      return;
    case 'expression':
      return note(template.expression, schema);
    case 'selector': {
      const { context } = template.selector;
      if (!('kind' in context) || context.kind.startsWith('all-')) return;
      return note(context as Expression, undefined);
    }
    case 'text':
      for (const part of template.parts) if (typeof part !== 'string') note(part, undefined);
      return;
    case 'object':
      for (const [name, value] of template.members)
        visit(value, alone(memberSchema(schema, schema, name), schema), note);
      return;
    case 'array':
      for (const item of template.items) visit(item, alone(itemsOf(schema), schema), note);
  }
}

function itemsOf(schema: JsonSchema | undefined): JsonSchema | undefined {
  return isObject(schema) ? (schema['items'] as JsonSchema | undefined) : undefined;
}
