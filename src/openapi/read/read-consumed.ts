import { essence, formMediaType, multipartMediaType } from '../media-type.ts';
import type { Encoding, RequestBody, Response } from '../operation.ts';
import { collectionFormat, summarizeField } from '../serialize/collection-format.ts';
import { readSchema } from './read-content.ts';
import { type OperationReading, reportMalformed } from './reading.ts';
import { child, type Node, nodeAt } from './resolve-reference.ts';

/** The body of an OpenAPI 2.0 operation: its `body` parameter, or its `formData` parameters as the properties of a form. */
export function readConsumed(reading: OperationReading, declared: readonly Node[]): RequestBody | undefined {
  const placed = (where: string): Node[] => declared.filter((node) => child(node, 'in')?.value === where);
  const [body] = placed('body');
  const fields = placed('formData');
  if (body === undefined) return fields.length === 0 ? undefined : readForm(reading, fields);
  if (fields.length > 0) {
    const message = 'An operation has either a body or form fields; the form fields are left out.';
    reportMalformed(reading, fields[0]!, message, 'warning');
  }
  const schema = readSchema(reading, body);
  const consumed = mediaTypes(reading, 'consumes');
  return {
    required: isRequired(body),
    content: byName(consumed.length === 0 ? ['application/json'] : consumed, {
      ...(schema === undefined ? {} : { schema }),
      encoding: {},
    }),
  };
}

/** A form in those of the two media types of forms that the operation consumes; only one of them carries files. */
function readForm(reading: OperationReading, fields: readonly Node[]): RequestBody {
  const hasFile = fields.some((node) => child(node, 'type')?.value === 'file');
  const forms = mediaTypes(reading, 'consumes').filter(
    (type) => type === multipartMediaType || (type === formMediaType && !hasFile),
  );
  const fallback = hasFile ? multipartMediaType : formMediaType;
  return {
    required: fields.some(isRequired),
    content: byName(forms.length === 0 ? [fallback] : forms, {
      schema: {
        types: ['object'],
        properties: Object.fromEntries(fields.map((node) => [nameOf(node), summarizeField(node)])),
        required: fields.filter(isRequired).map(nameOf),
      },
      encoding: Object.fromEntries(fields.flatMap((node) => readEncoding(reading, node))),
    }),
  };
}

/** How a list is written that does not repeat its name, which is what forms do unless told. */
function readEncoding(reading: OperationReading, node: Node): (readonly [string, Encoding])[] {
  if (child(node, 'type')?.value !== 'array') return [];
  const format = collectionFormat(node);
  if (format === undefined) {
    const message = `The collection format of "${nameOf(node)}" is none of csv, ssv, tsv, pipes and multi.`;
    reportMalformed(reading, node, message, isRequired(node) ? 'error' : 'warning');
    return [];
  }
  return format.explode ? [] : [[nameOf(node), { style: 'form', ...format }]];
}

/** Parameters without a name have been left out before. */
function nameOf(node: Node): string {
  return child(node, 'name')!.value as string;
}

/** What an OpenAPI 2.0 operation answers with: one schema, in every media type that it `produces`; JSON when it names none. */
export function readProduced(reading: OperationReading, response: Node): Response['content'] {
  const schema = readSchema(reading, response);
  if (schema === undefined) return {};
  const types = mediaTypes(reading, 'produces');
  return byName(types.length === 0 ? ['application/json'] : types, { schema });
}

function isRequired(node: Node): boolean {
  return child(node, 'required')?.value === true;
}

/** The operation's own list of media types, which an empty one sets aside, else the description's. */
function mediaTypes({ description, entry }: OperationReading, field: 'consumes' | 'produces'): string[] {
  const list = child(entry.node, field) ?? child(nodeAt(description.document, ''), field);
  if (!Array.isArray(list?.value)) return [];
  return list.value.flatMap((type: unknown) => (typeof type === 'string' ? (essence(type) ?? []) : []));
}

function byName<T>(types: readonly string[], media: T): Record<string, T> {
  return Object.fromEntries(types.map((type) => [type, media]));
}
