import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import type { Template } from '../../expression/template.ts';
import { isJson } from '../../openapi/media-type.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import { bodySchema } from '../../openapi/body-schema.ts';
import { child, type Node } from '../../openapi/resolve-reference.ts';
import { memberSchemas } from '../../openapi/schema-at.ts';
import { summarizeSchema, uniteSummaries } from '../../openapi/summarize-schema.ts';
import { isObject } from '../../text/json.ts';
import { formatPointer } from '../../text/pointer.ts';
import { labelOf } from './check-statuses.ts';
import { knownType, listOf, mayAgree, typeOfValue } from './known-type.ts';
import type { ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/** A payload that is held against the schemas of its operation. */
interface Payload {
  readonly reviewed: ReviewedWorkflow;
  readonly step: ReviewedStep;
  readonly label: string;
  /** Places that replacements set, as JSON Pointers. */
  readonly replaced: readonly string[];
  /** Whether replacements may set anything anywhere. */
  readonly isOpen: boolean;
}

/**
 * Holds a JSON payload against the schema of the operation at every depth: required members that are missing, members of closed schemas that are not
 * theirs, values of other types. What compiling has told of its first level is not told again. Of alternatives, nothing is said that one of them allows, and of
 * expressions only what their types tell.
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
    for (const [name, member] of members) {
      const next = memberSchemas(nodes, name);
      if (typeof next !== 'string') checkValue(payload, member, next, [...way, name]);
    }
  }
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
  const { types, enum: values, binary } = summary;
  if (binary === true) return false;
  const known = typesOf(payload.reviewed, value);
  if (known === undefined) return true;
  const where = way.length === 0 ? 'the body' : `"${way.join('.')}"`;
  const given = known.enum;
  const allowed = new Set(values?.map((each) => JSON.stringify(each)));
  // What is listed is allowed, also where its type is given wrong.
  if (given?.some((each) => allowed.has(JSON.stringify(each))) === true) return true;
  if (!mayAgree(known.types, types)) {
    const what = value.kind === 'expression' ? formatExpression(value.expression) : 'the payload';
    const message = `${payload.label} takes ${where} of type ${types.join(' or ')}, and ${what} is of type ${known.types.join(' or ')}.`;
    tell(payload, way, message, undefined);
    return false;
  }
  if (values === undefined || given === undefined) return true;
  const texts = values.filter((each) => typeof each === 'string');
  const [only] = given;
  const meant = typeof only === 'string' ? didYouMean(only, texts) : undefined;
  const message = `${payload.label} takes ${listOf(values)} for ${where}, and not ${listOf(given)}.`;
  tell(payload, way, message, meant);
  return false;
}

function tell(
  { reviewed, step }: Payload,
  way: readonly string[],
  message: string,
  hint: string | undefined,
): void {
  const place = reviewed.document.located.place(`${step.pointer}/requestBody/payload${formatPointer(way)}`);
  reviewed.report(
    diagnose('step/body-value', message, { place, hint: hint ?? 'Write a value that the operation takes.' }),
  );
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

/** What only answers have is not asked for in a request. */
function isReadOnly(nodes: readonly Node[], name: string): boolean {
  const found = memberSchemas(nodes, name);
  return typeof found !== 'string' && found.some((node) => child(node, 'readOnly')?.value === true);
}

/** The types that a value certainly has one of, and its values where they are known. */
function typesOf(reviewed: ReviewedWorkflow, value: Template): ReturnType<typeof knownType> {
  switch (value.kind) {
    case 'literal':
      // An integer beyond 2^53 is kept as the text of its digits (clause K12).
      if (typeof value.value === 'string' && /^-?[0-9]{16,}$/.test(value.value))
        return { types: ['string', 'integer'] };
      return isObject(value.value) || Array.isArray(value.value)
        ? { types: [typeOfValue(value.value)] }
        : { types: [typeOfValue(value.value)], enum: [value.value] };
    case 'text':
      return { types: ['string'] };
    case 'object':
      return { types: ['object'] };
    case 'array':
      return { types: ['array'] };
    case 'expression':
      return knownType(reviewed, value.expression);
    case 'selector':
    case 'supplied':
      return undefined;
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
