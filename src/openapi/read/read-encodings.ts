import { isObject } from '../../text/json.ts';
import { isMultipart } from '../media-type.ts';
import { keywordOf } from '../schema/keyword-of.ts';
import type { Encoding, MediaType, ParameterStyle, Part, Positions } from '../operation.ts';
import { isNewerThan31 } from '../openapi-document.ts';
import { readPartHeaders } from './read-part-headers.ts';
import { type OperationReading, reportMalformed } from './reading.ts';
import { child, children, type Node } from './resolve-reference.ts';
import { summarizeSchema } from '../schema/summarize-schema.ts';

/** The styles that form fields may have: those of query parameters. */
const styles: readonly unknown[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];

/**
 * The Encoding Objects that a media type of a request, or an encoding whose part is multipart itself, has for its properties.
 * @param schema Of the value whose properties these are.
 */
export function readEncodings(
  reading: OperationReading,
  media: Node,
  schema = child(media, 'schema'),
): MediaType['encoding'] {
  const properties = schema && keywordOf(schema, 'properties');
  return Object.fromEntries(
    children(child(media, 'encoding')).flatMap(([name, node]) => {
      const described = properties && child(properties, name);
      const encoding = readEncoding(reading, node, described, { title: `"${name}"`, isNamed: true });
      return encoding === undefined ? [] : [[name, encoding] as const];
    }),
  );
}

/**
 * How the items of a list are the parts of a multipart type: by the schemas of the items, and since 3.2 by `prefixEncoding` and `itemEncoding`
 * (OpenAPI 3.2.0, section 4.14.5.2, Encoding By Position). Undefined where nothing is said of items.
 */
export function readPositions(
  reading: OperationReading,
  media: Node,
  schema = child(media, 'schema'),
): Positions | undefined {
  const isNew = isNewerThan31(reading.description.version);
  const listed = (holder: Node | undefined): readonly Node[] => children(holder).map(([, each]) => each);
  const encodings = isNew ? listed(child(media, 'prefixEncoding')) : [];
  const schemas = listed(schema && keywordOf(schema, 'prefixItems'));
  const itemEncoding = isNew ? child(media, 'itemEncoding') : undefined;
  const itemSchema =
    (schema && keywordOf(schema, 'items')) ?? (isNew ? child(media, 'itemSchema') : undefined);
  const length = Math.max(encodings.length, schemas.length);
  if (length === 0 && itemEncoding === undefined && itemSchema === undefined) return undefined;
  return {
    first: Array.from({ length }, (_, index) =>
      readPart(
        reading,
        encodings[index] ?? itemEncoding,
        schemas[index] ?? itemSchema,
        `number ${index + 1}`,
      ),
    ),
    rest: readPart(reading, itemEncoding, itemSchema, 'of each item'),
  };
}

function readPart(
  reading: OperationReading,
  encoding: Node | undefined,
  schema: Node | undefined,
  title: string,
): Part {
  const set = encoding && readEncoding(reading, encoding, schema, { title, isNamed: false });
  const isBinary = schema !== undefined && summarizeSchema(schema).binary === true;
  return { ...set, ...(isBinary ? { binary: true } : {}) };
}

/** One Encoding Object. @param schema Of the value that it is about. */
function readEncoding(
  reading: OperationReading,
  node: Node,
  schema: Node | undefined,
  { title, isNamed }: { readonly title: string; readonly isNamed: boolean },
): Encoding | undefined {
  if (!isObject(node.value)) {
    reportMalformed(reading, node, `The encoding of ${title} is not an object.`, 'error');
    return undefined;
  }
  const { contentType, style, explode, allowReserved } = node.value;
  const headers = readPartHeaders(reading, node, title, isNamed);
  if (style !== undefined && !styles.includes(style)) {
    const message = `A form field cannot have the style ${JSON.stringify(style)}.`;
    reportMalformed(reading, child(node, 'style')!, message, 'error');
    return undefined;
  }
  return {
    ...(typeof contentType === 'string' ? { contentType } : {}),
    ...(style === undefined ? {} : { style: style as ParameterStyle }),
    ...(typeof explode === 'boolean' ? { explode } : {}),
    ...(typeof allowReserved === 'boolean' ? { allowReserved } : {}),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(typeof contentType === 'string' && isMultipart(contentType)
      ? { parts: readParts(reading, node, schema) }
      : {}),
  };
}

/** What is known of the parts of a part. */
function readParts(reading: OperationReading, encoding: Node, schema: Node | undefined): MediaType {
  const positions = readPositions(reading, encoding, schema);
  return {
    ...(schema === undefined ? {} : { schema: summarizeSchema(schema) }),
    encoding: readEncodings(reading, encoding, schema),
    ...(positions === undefined ? {} : { positions }),
  };
}
