import type { JsonSchema } from '../../arazzo/document.ts';
import { quotedSlots } from '../../expression/embedding.ts';
import type { Expression } from '../../expression/expression.ts';
import type { Template } from '../../expression/template.ts';
import { isJson } from '../../openapi/media-type.ts';
import type { PlacePattern } from '../../openapi/serialize/number-places.ts';
import { isObject } from '../../text/json.ts';
import { certainTypes, declaredTypes } from '../rules/certain-types.ts';
import { dereference, knownProperties } from '../inputs/known-properties.ts';
import type { StepPlan, WorkflowPlan } from '../plan.ts';

/**
 * A compiled workflow, in whose JSON bodies kept digits are numbers also where what stands there is certainly one: an input or an output that
 * its schema says is a number keeps its type where the description of the body says nothing (clauses K1, K12).
 */
export function withKnownNumbers(workflow: WorkflowPlan): WorkflowPlan {
  return { ...workflow, steps: workflow.steps.map((step) => withNumbers(workflow, step)) };
}

function withNumbers(workflow: WorkflowPlan, step: StepPlan): StepPlan {
  const { target } = step;
  if (target.kind !== 'operation' || target.body === undefined || !isJson(target.body.contentType))
    return step;
  const { body } = target;
  const known = places(body.payload).flatMap(({ at, expression }) =>
    numbersOf(workflow, expression).map((within) => [...at, ...within]),
  );
  if (known.length === 0) return step;
  return { ...step, target: { ...target, body: { ...body, numbers: [...(body.numbers ?? []), ...known] } } };
}

/** The places within the value of an expression that are certainly numbers; the empty way is the value itself. */
function numbersOf(workflow: WorkflowPlan, expression: Expression): readonly PlacePattern[] {
  const types = certainTypes(workflow, expression);
  if (types !== 'none' && isNumber(types)) return [[]];
  if (expression.kind !== 'inputs' || expression.pointer !== undefined) return [];
  const { properties } = knownProperties(workflow.inputs);
  if (!Object.hasOwn(properties, expression.name)) return [];
  return numbersIn(properties[expression.name], { root: workflow.inputs, schemas: 0 }, 0);
}

function isNumber(types: readonly string[]): boolean {
  const others = types.filter((type) => type !== 'null');
  return others.length > 0 && others.every((type) => type === 'integer' || type === 'number');
}

/** Bounds of the walk, as for the schemas of descriptions: what they cut off stays text. */
const deepest = 8;
const mostSchemas = 500;

interface Walk {
  readonly root: JsonSchema | undefined;
  schemas: number;
}

/** The numbers within a value of a schema, by the properties and items that hold in every case. */
function numbersIn(schema: unknown, walk: Walk, depth: number): readonly PlacePattern[] {
  walk.schemas += 1;
  const declared = dereference(schema, walk.root);
  if (!isObject(declared) || depth > deepest || walk.schemas > mostSchemas) return [];
  if (isNumber(declaredTypes(declared, walk.root))) return [[]];
  const { properties, items } = declared;
  const members = [
    ...(isObject(properties) ? Object.entries(properties) : []),
    ...(isObject(items) ? [['*', items] as const] : []),
  ];
  return members.flatMap(([name, member]) =>
    numbersIn(member, walk, depth + 1).map((within) => [name, ...within]),
  );
}

/** An expression, and where its value stands in the body that is written. */
interface Placed {
  readonly at: PlacePattern;
  readonly expression: Expression;
}

function places(template: Template, at: PlacePattern = []): readonly Placed[] {
  switch (template.kind) {
    case 'expression':
      return [{ at, expression: template.expression }];
    case 'object':
      return template.members.flatMap(([name, member]) => places(member, [...at, name]));
    case 'array':
      return template.items.flatMap((item, index) => places(item, [...at, String(index)]));
    case 'text':
      return at.length === 0 ? placesOfText(template.parts) : [];
    default:
      return [];
  }
}

/** What no document writes, in front of the position of a slot. */
const mark = '\u0000slot ';

/** The slots of a JSON text that are whole values; none of a text that is JSON only by what its slots hold. */
function placesOfText(parts: readonly (string | Expression)[]): readonly Placed[] {
  const isQuoted = quotedSlots(parts);
  const filled = parts.map((part, index) => {
    if (typeof part === 'string') return part;
    return isQuoted[index] ? '' : JSON.stringify(`${mark}${index}`);
  });
  let value: unknown;
  try {
    value = JSON.parse(filled.join(''));
  } catch {
    return [];
  }
  return marked(value, []).map(({ at, index }) => ({ at, expression: parts[index] as Expression }));
}

function marked(value: unknown, at: PlacePattern): readonly { at: PlacePattern; index: number }[] {
  if (typeof value === 'string')
    return value.startsWith(mark) ? [{ at, index: Number(value.slice(mark.length)) }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => marked(member, [...at, name]));
}
