import { nameList } from '../../arazzo/name-list.ts';
import type { RequestBody, Step } from '../../arazzo/document.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { Template } from '../../expression/template.ts';
import type { ChosenMediaType } from '../../openapi/choose-media-type.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import { pathVariables } from '../../openapi/path-template.ts';
import { textMedium } from '../../openapi/serialize/text-medium.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { parsePointer } from '../../text/pointer.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import type { suppliedBody } from '../compile/compile-supply.ts';
import { jsonTextFields } from '../meant/json-text-fields.ts';
import { reportLostSpellings } from '../meant/lost-spelling.ts';
import { givenTwice, meantBodyField } from '../meant/meant-body-field.ts';

/** What a body is written for. */
interface Target {
  /** As people know it. */
  readonly label: string;
  /** The path template. */
  readonly path: string;
}

/** What is known of a body beside what the document writes. */
interface Known extends ChosenMediaType {
  /** The payload, compiled. */
  readonly payload: Template;
  /** What is given beside the payload. */
  readonly supplied: ReturnType<typeof suppliedBody>;
  readonly step: Step;
}

/**
 * Fields that the operation requires and the payload lacks, and fields that it does not know. Of a text of JSON, which is changed by hand, only what it
 * lacks is told.
 * @param at The pointer of the request body.
 */
export function checkFields(
  context: CompileContext,
  target: Target,
  body: RequestBody,
  { contentType, mediaType, payload, supplied, step }: Known,
  at: string,
): void {
  const schema = mediaType?.schema;
  if (schema === undefined) return;
  const written = body.payload;
  const text =
    textMedium(contentType) === 'json' ? jsonTextFields(payload)?.map(([name]) => name) : undefined;
  const beside = supplied?.kind === 'fields' ? supplied.members.map(([name]) => name) : [];
  const given = isObject(written) ? [...Object.keys(written), ...beside] : text;
  if (given === undefined) return;
  if (isObject(written)) reportLostSpellings(context, written, schema, `${at}/payload`);
  reportMissing(context, target, schema, { names: given, body }, at);
  if (isObject(written)) reportUnknown(context, target, schema, { written, inPath: givenInPath(step) }, at);
}

function reportMissing(
  context: CompileContext,
  { label }: Target,
  { required = [] }: SchemaSummary,
  { names, body }: { readonly names: readonly string[]; readonly body: RequestBody },
  at: string,
): void {
  const given = new Set([
    ...names.map(bare),
    ...(body.replacements ?? []).flatMap((each) => parsePointer(each.target)?.[0] ?? []),
  ]);
  for (const name of required.filter((each) => !given.has(each))) {
    const message = `${label} requires the body field "${name}", and the payload does not give it.`;
    const place = context.located.place(`${at}/payload`, 'key');
    const hint = `Add ${name} to the payload.`;
    context.report(diagnose('step/missing-body-field', message, { place, hint }));
  }
}

function reportUnknown(
  context: CompileContext,
  { label, path }: Target,
  schema: SchemaSummary,
  { written, inPath }: { readonly written: JsonObject; readonly inPath: readonly string[] },
  at: string,
): void {
  if (schema.properties === undefined) return;
  for (const name of Object.keys(written)) {
    const isPathVariable = pathVariables(path).includes(name);
    // One that the step does not give is reported as a parameter in the wrong place.
    const isTwice = isPathVariable && schema.closed === true && inPath.includes(name);
    if ((isPathVariable && !isTwice) || Object.hasOwn(schema.properties, bare(name))) continue;
    const severity = schema.closed === true ? 'warning' : 'info';
    const message = `${label} documents no body field "${name}".`;
    const place = context.located.place(
      `${at}/payload/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      'key',
    );
    const known = Object.keys(schema.properties);
    const hint =
      didYouMean(name, known) ??
      (known.length === 0 ? 'It documents none.' : `It documents ${nameList(known)}.`);
    const repair = isTwice
      ? givenTwice(written, name, `${at}/payload`)
      : meantBodyField(schema, written, name, `${at}/payload`);
    context.report(diagnose('step/unknown-body-field', message, { place, hint, severity, repair }));
  }
}

/** A form's field may be written with the way into it: `metadata[order]`. */
function bare(name: string): string {
  return name.replace(/\[.*$/s, '');
}

/** The variables of the path that a step gives by parameters of its own. */
function givenInPath({ parameters = [] }: Step): readonly string[] {
  return parameters.flatMap((each) => ('name' in each && each.in === 'path' ? each.name : []));
}
