import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { Template } from '../../expression/template.ts';
import { isJson } from '../../openapi/media-type.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import { bodySchema } from '../../openapi/schema/body-schema.ts';
import type { Node } from '../../openapi/read/resolve-reference.ts';
import { memberSchemas } from '../../openapi/schema/schema-at.ts';
import { summarizeSchema, uniteSummaries } from '../../openapi/schema/summarize-schema.ts';
import { isObject } from '../../text/json.ts';
import { formatPointer } from '../../text/pointer.ts';
import { areItemsDescribed, checkAlternatives, describedBy } from './check-alternatives.ts';
import { labelOf } from './check-statuses.ts';
import { isReadOnly, misfitOf, type Payload, tellMisfit, typesOf } from './payload-value.ts';
import type { ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/**
 * Holds a JSON payload against the schema of the operation at every depth: required members that are missing, members of closed schemas that are not
 * theirs, values of other types. What compiling has told of its first level is not told again. Of alternatives, nothing is said that one of them allows as a
 * whole, and of expressions only what their types tell.
 */
export function checkPayload(reviewed: ReviewedWorkflow, step: ReviewedStep): void {
  const { target } = step.plan;
  if (step.called === undefined || target.kind !== 'operation' || target.body === undefined) return;
  const { contentType, payload, replacements = [] } = target.body;
  if (!isJson(contentType) || step.step.requestBody?.payload === undefined) return;
  // A text is JSON that is read once its expressions are filled in (clause G3).
  if (mayBeText(reviewed, payload)) return;
  const schema = bodySchema(step.called.entry, contentType);
  if (schema === undefined) return;
  const replaced = replacements.flatMap((each) =>
    each.dialect === 'jsonpointer' ? [formatPointer(each.path.map(({ name }) => name))] : [],
  );
  const isOpen = replaced.length < replacements.length;
  const label = labelOf(step.called.operation);
  checkValue({ reviewed, step, label, replaced, isOpen }, payload, [schema], []);
}

function checkValue(payload: Payload, value: Template, nodes: readonly Node[], way: readonly string[]): void {
  const summary = uniteSummaries(nodes.map((node) => summarizeSchema(node)));
  if (payload.isOpen || payload.replaced.includes(formatPointer(way))) return;
  if (!checkType(payload, value, summary, way)) return;
  const members = membersOf(value);
  if (members !== undefined) {
    if (way.length > 0) checkMembers(payload, members, summary, nodes, way);
    checkAlternatives(payload, members, summary, nodes, way);
    const isDescribed = describedBy(payload, members, nodes, way);
    for (const [name, member] of members) {
      const next = memberSchemas(nodes, name);
      if (typeof next !== 'string' && isDescribed(name)) checkValue(payload, member, next, [...way, name]);
    }
  }
  if (!areItemsDescribed(nodes)) return;
  for (const [index, item] of (itemsOf(value) ?? []).entries()) {
    const next = memberSchemas(nodes, String(index));
    if (typeof next !== 'string') checkValue(payload, item, next, [...way, String(index)]);
  }
}

/** Reports a value of a type, or not one of the values, that the schema takes; returns whether its members can be looked at. */
function checkType(
  payload: Payload,
  value: Template,
  summary: SchemaSummary,
  way: readonly string[],
): boolean {
  if (summary.binary === true) return false;
  const where = way.length === 0 ? 'the body' : `"${way.join('.')}"`;
  const misfit = misfitOf(payload, value, summary, where);
  if (misfit !== undefined) tellMisfit(payload, way, misfit);
  return misfit === undefined;
}

function mayBeText(reviewed: ReviewedWorkflow, value: Template): boolean {
  return typesOf(reviewed, value)?.types.includes('string') === true;
}

/** Members that are required and missing, or not those of a closed schema. */
function checkMembers(
  { reviewed, step, label, replaced }: Payload,
  members: readonly (readonly [string, Template])[],
  { required = [], properties = {}, closed }: SchemaSummary,
  nodes: readonly Node[],
  way: readonly string[],
): void {
  const at = `${step.pointer}/requestBody/payload${formatPointer(way)}`;
  const given = new Set(members.map(([name]) => name));
  const { located } = reviewed.document;
  for (const name of required) {
    const pointer = formatPointer([...way, name]);
    if (given.has(name) || isReadOnly(nodes, name)) continue;
    if (replaced.some((each) => each === pointer || each.startsWith(`${pointer}/`))) continue;
    const message = `${label} requires the body field "${[...way, name].join('.')}", and the payload does not give it.`;
    reviewed.report(
      diagnose('step/missing-body-field', message, {
        place: located.place(at, 'key'),
        hint: `Add ${name} there.`,
      }),
    );
  }
  if (closed !== true) return;
  for (const [name] of members) {
    if (Object.hasOwn(properties, name) || memberSchemas(nodes, name) !== 'absent') continue;
    const message = `${label} documents no body field "${[...way, name].join('.')}".`;
    const place = located.place(`${at}${formatPointer([name])}`, 'key');
    const hint = didYouMean(name, Object.keys(properties));
    reviewed.report(diagnose('step/unknown-body-field', message, { place, hint, severity: 'warning' }));
  }
}

/** The members of an object, be it a literal or one with expressions in it. */
function membersOf(value: Template): readonly (readonly [string, Template])[] | undefined {
  if (value.kind === 'object') return value.members;
  if (value.kind !== 'literal' || !isObject(value.value)) return undefined;
  return Object.entries(value.value).map(([name, member]) => [name, { kind: 'literal', value: member }]);
}

function itemsOf(value: Template): readonly Template[] | undefined {
  if (value.kind === 'array') return value.items;
  if (value.kind !== 'literal' || !Array.isArray(value.value)) return undefined;
  return value.value.map((item: unknown) => ({ kind: 'literal', value: item }));
}
