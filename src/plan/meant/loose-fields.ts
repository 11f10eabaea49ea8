import type { Step } from '../../arazzo/document.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { near } from '../../diagnostics/near.ts';
import type { Edit, Repair } from '../../diagnostics/repair.ts';
import { chooseMediaType } from '../../openapi/choose-media-type.ts';
import { essence } from '../../openapi/media-type.ts';
import type { Operation, SchemaSummary } from '../../openapi/operation.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { escapeToken } from '../../text/pointer.ts';
import type { CompileContext, UseSite } from '../compile/compile-context.ts';
import { mayBe, typesOf } from '../rules/value-types.ts';

/** The fields of a request body; others that are not extensions are errors, which the shape of the document tells too. */
const fields = ['contentType', 'payload', 'replacements'];

/** Other names of the payload. */
const otherNames = ['body', 'data'];

/**
 * Reports the fields of a request body that Arazzo does not know there, with the repair that the operation leaves: `content` as OpenAPI has it, a
 * payload under another name, and fields of the payload that stand beside it or in the place of it.
 * @param declared What the operation takes; nothing is told where it takes no body.
 * @param at JSON Pointer of the request body.
 */
export function reportLooseFields(
  context: CompileContext,
  { inputs }: UseSite,
  declared: Operation['requestBody'] | undefined,
  step: Step,
  at: string,
): void {
  const body = (step.requestBody ?? {}) as JsonObject;
  const loose = Object.keys(body).filter((name) => !fields.includes(name) && !name.startsWith('x-'));
  if (loose.length === 0 || declared === undefined) return;
  const schema = schemaOf(declared, body);
  const isField = (name: string): boolean =>
    schema?.properties !== undefined &&
    Object.hasOwn(schema.properties, name) &&
    mayBe(schema.properties[name]?.types, typesOf(body[name], inputs));
  const described = loose.includes('content') && !isField('content') ? asDescribed(body, at) : undefined;
  const mayBeWhole = (name: string): boolean => mayBe(schema?.types, typesOf(body[name], inputs));
  const repair = described ?? asPayload(body, loose, { isField, mayBeWhole }, at);
  if (repair === undefined) return;
  // What it says of the content is settled first, and the fields after it.
  for (const name of described === undefined ? loose : ['content']) {
    const message = `The request body has no field "${name}" in Arazzo.`;
    const place = context.located.place(`${at}/${escapeToken(name)}`, 'key');
    context.report(diagnose('document/unknown-field', message, { place, hint: repair.title, repair }));
  }
}

/** The schema of the media type that a body certainly has. */
function schemaOf(
  { content }: NonNullable<Operation['requestBody']>,
  { contentType }: JsonObject,
): SchemaSummary | undefined {
  const chosen = chooseMediaType(content, typeof contentType === 'string' ? contentType : undefined);
  return chosen?.note === undefined ? chosen?.mediaType?.schema : undefined;
}

/** `content` with the media type alone, or with the payload under it. A Media Type Object describes a body, and is none. */
function asDescribed(body: JsonObject, at: string): Repair | undefined {
  const { content, contentType, payload } = body;
  if (contentType !== undefined) return undefined;
  if (typeof content === 'string') {
    if (essence(content) === undefined) return undefined;
    const edits: Edit[] = [{ op: 'rename', pointer: `${at}/content`, to: 'contentType' }];
    return { title: 'Write contentType in the place of content.', edits, opens: at };
  }
  const [[type, value] = ['', null], ...others] = isObject(content) ? Object.entries(content) : [];
  if (essence(type) === undefined || others.length > 0) return undefined;
  const isDescription =
    isObject(value) &&
    ['schema', 'example', 'examples', 'encoding'].some((name) => Object.hasOwn(value, name));
  if (isDescription || value === null || payload !== undefined) return undefined;
  return {
    title: `Write contentType: ${type} and payload in the place of content.`,
    edits: [
      { op: 'add', pointer: `${at}/contentType`, value: type, after: 'content' },
      { op: 'move', from: `${at}/content/${escapeToken(type)}`, pointer: `${at}/payload` },
      { op: 'remove', pointer: `${at}/content`, from: {} },
    ],
    opens: at,
  };
}

function asPayload(
  body: JsonObject,
  loose: readonly string[],
  read: {
    /** Whether the operation knows a field, and the value that stands here may be its. */
    readonly isField: (name: string) => boolean;
    /** Whether a value that stands here may be a whole body. */
    readonly mayBeWhole: (name: string) => boolean;
  },
  at: string,
): Repair | undefined {
  const { payload } = body;
  const [first = '', ...others] = loose;
  const isWhole =
    others.length === 0 && payload === undefined && otherNames.includes(first) && read.mayBeWhole(first);
  // A name that is near one of the fields may be meant for that.
  const areFields = loose.every((name) => read.isField(name) && near(name, fields).length === 0);
  if (areFields === isWhole) return undefined;
  if (isWhole) {
    const edits: Edit[] = [{ op: 'rename', pointer: `${at}/${first}`, to: 'payload' }];
    return { title: `Write payload in the place of ${first}.`, edits, opens: at };
  }
  const edits = intoPayload(body, loose, at);
  const title = `Move ${loose.join(', ')} into the payload.`;
  return edits && { title, edits, opens: at };
}

/** Moves fields into the payload, which the first of them makes where there is none. */
function intoPayload(body: JsonObject, loose: readonly string[], at: string): Edit[] | undefined {
  const { payload } = body;
  if (loose.length === Object.keys(body).length)
    return [{ op: 'replace', pointer: at, from: body, to: { payload: body } }];
  const move = (name: string): Edit => {
    const field = escapeToken(name);
    return { op: 'move', from: `${at}/${field}`, pointer: `${at}/payload/${field}` };
  };
  if (payload !== undefined) {
    const isFree = isObject(payload) && loose.every((name) => !Object.hasOwn(payload, name));
    return isFree ? loose.map(move) : undefined;
  }
  const [first = '', ...others] = loose;
  const value = body[first];
  return [
    { op: 'rename', pointer: `${at}/${escapeToken(first)}`, to: 'payload' },
    { op: 'replace', pointer: `${at}/payload`, from: value, to: { [first]: value } },
    ...others.map(move),
  ];
}
