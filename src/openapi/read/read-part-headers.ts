import { diagnose } from '../../diagnostics/diagnose.ts';
import { keywordOf } from '../schema/keyword-of.ts';
import type { Parameter } from '../operation.ts';
import { follow, type OperationReading } from './reading.ts';
import { child, children, type Node, placeOf } from './resolve-reference.ts';
import { compileParameter } from '../serialize/serialize-parameter.ts';
import { summarizeSchema } from '../schema/summarize-schema.ts';
import { UnserializableValue } from '../serialize/unserializable-value.ts';

/**
 * The header fields of a part by the `headers` of its Encoding Object, with the texts of their values (clause 4.5; OpenAPI 3.1.1, section 4.8.15).
 * A document has no place for such a value, so those are sent that the description itself is certain of: a `const` or the only value of an
 * `enum`; the `default` of a required one. One that is required and has none is a warning, because the part need not be used. `Content-Type` is ignored, as OpenAPI has it,
 * and so is `Content-Disposition` where it has the name of the part.
 * @param title Of the part, for findings: `"photo"`.
 */
export function readPartHeaders(
  reading: OperationReading,
  encoding: Node,
  title: string,
  isNamed: boolean,
): Readonly<Record<string, string>> {
  const ours = isNamed ? /^content-(?:type|disposition)$/i : /^content-type$/i;
  const fields = children(child(encoding, 'headers')).filter(([name]) => !ours.test(name));
  return Object.fromEntries(
    fields.flatMap(([name, at]) => {
      const header = follow(reading, at, 'warning');
      if (header === undefined) return [];
      const isRequired = child(header, 'required')?.value === true;
      const text = isFieldName(name) ? textOf(reading, header, name, isRequired) : undefined;
      if (text !== undefined && isTrue(name, text)) return [[name, text] as const];
      if (isRequired) reportUnknown(reading, at, title, name);
      return [];
    }),
  );
}

/** RFC 9110, section 5.1. */
function isFieldName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}

/** Whether a field says of a part what is so: of the encodings for transfer, parts are written in these. */
function isTrue(name: string, text: string): boolean {
  return name.toLowerCase() !== 'content-transfer-encoding' || /^(?:base64|binary|8bit)$/i.test(text);
}

/** The value that a Header Object is certain of, as the text of a field; undefined when there is none, or no field can carry it. */
function textOf(
  reading: OperationReading,
  header: Node,
  name: string,
  required: boolean,
): string | undefined {
  const [mediaType, at] = children(child(header, 'content'))[0] ?? [];
  const holder = at === undefined ? header : follow(reading, at, 'warning');
  const schema = holder && child(holder, 'schema');
  if (schema === undefined) return undefined;
  const values = summarizeSchema(schema).enum ?? [];
  const value = values.length === 1 ? values[0] : required ? keywordOf(schema, 'default')?.value : undefined;
  const explode = child(header, 'explode')?.value === true;
  const field: Parameter = {
    name,
    in: 'header',
    required,
    style: 'simple',
    explode,
    allowReserved: false,
    ...(mediaType === undefined ? {} : { mediaType }),
  };
  try {
    return compileParameter(field)(value)[0];
  } catch (error) {
    if (error instanceof UnserializableValue) return undefined;
    throw error;
  }
}

function reportUnknown(reading: OperationReading, at: Node, title: string, name: string): void {
  const message = `The part ${title} requires the header "${name}", which is not sent: the description does not say what its value is.`;
  const hint = 'Do not use this part, or give the schema of the header a const.';
  reading.diagnostics.push(
    diagnose('step/unsupported-serialization', message, { place: placeOf(at), hint, severity: 'warning' }),
  );
}
