import { follow, type Reading, reportMalformed } from '../openapi/read/reading.ts';
import { essence } from '../openapi/media-type.ts';
import type { SchemaSummary } from '../openapi/operation.ts';
import { child, children, type Node, nodeAt } from '../openapi/read/resolve-reference.ts';
import { summarizeSchema, uniteSummaries } from '../openapi/schema/summarize-schema.ts';
import { isObject } from '../text/json.ts';
import type { Message, MessageLocation } from './channel.ts';
import type { AsyncApiDescription } from './description.ts';
import { parseMessageLocation } from './message-location.ts';
import { isJsonSchema } from './schema-format.ts';
import { member, membersOf } from './traits.ts';

/** The Message Objects that one entry of a description stands for: several where 2.x gives alternatives (`oneOf`). */
export function writtenMessages(
  reading: Reading,
  description: AsyncApiDescription,
  name: string,
  written: Node,
): { readonly name: string; readonly node: Node }[] {
  const node = follow(reading, written, 'error');
  if (node === undefined) return [];
  if (!isObject(node.value)) {
    reportMalformed(reading, node, `The message "${name}" is not an object.`, 'error');
    return [];
  }
  const alternatives = description.major === 2 ? child(node, 'oneOf') : undefined;
  if (alternatives !== undefined) {
    return children(alternatives).flatMap(([index, each]) =>
      child(each, 'oneOf') === undefined
        ? writtenMessages(reading, description, `${name} ${index}`, each)
        : [],
    );
  }
  return [{ name, node }];
}

/** Reads a Message Object, with its traits applied. */
export function readMessage(
  reading: Reading,
  description: AsyncApiDescription,
  name: string,
  node: Node,
): Message {
  const { major, document } = description;
  const text = (field: string): string | undefined => {
    const value = member(node, field, major)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const standard = nodeAt(document, '/defaultContentType').value;
  const contentType = text('contentType') ?? (typeof standard === 'string' ? standard : undefined);
  const payload = payloadSchema(node, major);
  const headers = headerSchemas(node, major).map((each) => summarizeSchema(each));
  const correlationId = locationOf(reading, node, major);
  return {
    name: text('name') ?? name,
    ...(contentType !== undefined && essence(contentType) !== undefined ? { contentType } : {}),
    ...(payload === undefined ? {} : { payload: summarizeSchema(payload) }),
    ...(headers.length === 0 ? {} : { headers: together(headers) }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

/** What holds when several schemas say something of the same headers: the object's, and those of its traits. */
function together(summaries: readonly SchemaSummary[]): SchemaSummary {
  const { closed: _, ...united } = uniteSummaries(summaries);
  return { ...united, required: [...new Set(summaries.flatMap(({ required = [] }) => required))] };
}

/** The schema of a message's payload; undefined when the description has none that is JSON Schema. */
export function payloadSchema(node: Node, major: 2 | 3): Node | undefined {
  const written = member(node, 'payload', major);
  const format = member(node, 'schemaFormat', major)?.value;
  if (written === undefined || (typeof format === 'string' && !isJsonSchema(format))) return undefined;
  return schemaIn(written);
}

/** The schemas of a message's headers, its own and those of its traits: all of them hold. */
export function headerSchemas(node: Node, major: 2 | 3): readonly Node[] {
  return membersOf(node, 'headers', major).flatMap((each) => schemaIn(each) ?? []);
}

/** A schema, or since 3.0 one with its format beside it; schemas of other formats (Avro, RAML) say nothing here. */
function schemaIn(node: Node): Node | undefined {
  const format = child(node, 'schemaFormat')?.value;
  if (typeof format !== 'string') return node;
  return isJsonSchema(format) ? child(node, 'schema') : undefined;
}

function locationOf(reading: Reading, node: Node, major: 2 | 3): MessageLocation | undefined {
  const written = member(node, 'correlationId', major);
  const found = written && follow(reading, written, 'error');
  if (found === undefined) return undefined;
  const location = child(found, 'location')?.value;
  const parsed = typeof location === 'string' ? parseMessageLocation(location) : undefined;
  if (parsed === undefined) {
    const message = 'A correlation id needs a location such as $message.header#/requestId.';
    reportMalformed(reading, child(found, 'location') ?? found, message, 'error');
  }
  return parsed;
}
