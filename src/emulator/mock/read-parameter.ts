import type { JsonSchema } from '../../arazzo/document.ts';
import type { Parameter } from '../../openapi/operation.ts';
import { textMedium } from '../../openapi/serialize/text-medium.ts';
import { isObject } from '../../text/json.ts';
import type { ReceivedRequest } from '../received-request.ts';
import { coerceItems, coerceMembers, coerceText, typed, typesIn } from './coerce-text.ts';
import { nestMembers, readForm } from './read-form.ts';

/** What parameters are read from. */
export interface ReceivedParameters {
  /** Encoded, by the names of the path's variables. */
  readonly path: ReadonlyMap<string, string>;
  /** Encoded pairs, in order. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: ReceivedRequest['headers'];
  readonly cookies: readonly (readonly [name: string, value: string])[];
}

/** Takes the parts of a request apart in which parameters stand. */
export function receivedParameters(
  { query, headers }: ReceivedRequest,
  path: ReadonlyMap<string, string>,
): ReceivedParameters {
  return { path, query: pairsOf(query, '&'), headers, cookies: pairsOf(headers['cookie'] ?? '', ';') };
}

function pairsOf(text: string, separator: string): (readonly [string, string])[] {
  return text
    .split(separator)
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), pair.slice(equals + 1)];
    });
}

/** Percent-decodes; what is no percent-encoding stands for itself. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The value that a request gives a parameter, read by its style (OpenAPI 3.1.1, section 4.8.12) or media type; undefined when it gives none. */
export function readParameter(
  parameter: Parameter,
  schema: JsonSchema | undefined,
  received: ReceivedParameters,
): unknown {
  const { name } = parameter;
  switch (parameter.in) {
    case 'path': {
      const text = received.path.get(name);
      return text === undefined ? undefined : readPath(parameter, schema, text);
    }
    case 'header': {
      const text = received.headers[name.toLowerCase()];
      return text === undefined ? undefined : readRow(parameter, schema, text, ',', (part) => part.trim());
    }
    case 'querystring':
      return undefined;
    case 'query':
    case 'cookie':
      return readPairs(parameter, schema, parameter.in === 'query' ? received.query : received.cookies);
  }
}

/** One text by the media type of its parameter: JSON, a form or plain text. XML stays the text that it is. */
function readContent(
  { mediaType = '', encoding }: Parameter,
  text: string,
  schema: JsonSchema | undefined,
): unknown {
  switch (textMedium(mediaType)) {
    case 'json':
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return text;
      }
    case 'form':
      return readForm([...new URLSearchParams(text)], schema, encoding);
    case 'xml':
      return text;
    case 'text':
    case undefined:
      return coerceText(text, schema);
  }
}

function readPath(parameter: Parameter, schema: JsonSchema | undefined, raw: string): unknown {
  const { name, style, explode } = parameter;
  if (style === 'label')
    return readRow(parameter, schema, raw.replace(/^\./, ''), explode ? '.' : ',', decodePath);
  if (style !== 'matrix') return readRow(parameter, schema, raw, ',', decodePath);
  const texts = raw.split(';').filter((part) => part !== '');
  const prefix = `${name}=`;
  const own = texts
    .filter((part) => part.startsWith(prefix) || part === name)
    .map((part) => part.slice(prefix.length));
  if (own.length === 0) {
    return coerceMembers(
      texts.map((part) => splitPair(part, decodePath)),
      schema,
    );
  }
  return own.length > 1
    ? coerceItems(own.map(decodePath), schema)
    : readRow({ ...parameter, explode: false }, schema, own[0]!, ',', decodePath);
}

/** Values in a row: one, a list, or an object whose names and values alternate or are joined by `=`. */
function readRow(
  parameter: Parameter,
  schema: JsonSchema | undefined,
  raw: string,
  separator: string,
  plain: (text: string) => string,
): unknown {
  const { mediaType, explode, delimiter } = parameter;
  if (mediaType !== undefined) return readContent(parameter, plain(raw), schema);
  const types = typesIn(typed(schema, schema));
  if (types.includes('array')) return coerceItems(raw.split(delimiter ?? separator).map(plain), schema);
  if (!types.includes('object')) return coerceText(plain(raw), schema);
  const parts = raw.split(separator);
  if (explode)
    return coerceMembers(
      parts.map((part) => splitPair(part, plain)),
      schema,
    );
  return coerceMembers(alternating(parts.map(plain)), schema);
}

function splitPair(text: string, plain: (text: string) => string): readonly [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [plain(text), ''] : [plain(text.slice(0, equals)), plain(text.slice(equals + 1))];
}

function alternating(texts: readonly string[]): (readonly [string, string])[] {
  return texts.flatMap((name, index) => (index % 2 === 0 ? [[name, texts[index + 1] ?? ''] as const] : []));
}

const separators: Readonly<Record<string, RegExp>> = {
  spaceDelimited: /%20|\+/,
  pipeDelimited: /%7C|\|/i,
};

/** Pairs of a query or of cookies: styles `form`, the delimited ones, `deepObject`. */
function readPairs(
  parameter: Parameter,
  schema: JsonSchema | undefined,
  pairs: ReceivedParameters['query'],
): unknown {
  const { name, style, explode, delimiter, mediaType } = parameter;
  if (style === 'deepObject') return readDeepObject(name, schema, pairs);
  const own = pairs.filter(([each]) => each === name || each === `${name}[]`).map(([, value]) => value);
  if (mediaType !== undefined)
    return own.length === 0 ? undefined : readContent(parameter, decode(own[0]!), schema);
  const types = typesIn(typed(schema, schema));
  if (types.includes('object') && !types.includes('string') && own.length === 0) {
    if (!explode) return undefined;
    const declared = typed(schema, schema)['properties'];
    const members = pairs.filter(([each]) => isObject(declared) && Object.hasOwn(declared, each));
    return members.length === 0
      ? undefined
      : coerceMembers(
          members.map(([each, text]) => [each, decode(text)]),
          schema,
        );
  }
  if (own.length === 0) return undefined;
  const split = (text: string): string[] => {
    if (separators[style] !== undefined) return text.split(separators[style]).map(decode);
    if (delimiter === undefined) return text.split(',').map(decode);
    // Of 2.0: no delimiter of it but the comma is of the characters of a query, and some send them as they are.
    return text.replaceAll(encodeURIComponent(delimiter), delimiter).split(delimiter).map(decode);
  };
  if (types.includes('array'))
    return coerceItems(explode || own.length > 1 ? own.map(decode) : split(own[0]!), schema);
  if (types.includes('object')) return coerceMembers(alternating(split(own[0]!)), schema);
  return coerceText(decode(own[0]!), schema);
}

/** `filter[name]=x`, with names within one another. */
function readDeepObject(
  name: string,
  schema: JsonSchema | undefined,
  pairs: ReceivedParameters['query'],
): unknown {
  const within = pairs.filter(([each]) => each.startsWith(`${name}[`));
  return within.length === 0
    ? undefined
    : nestMembers(
        within.map(([each, text]) => [each.slice(name.length), decode(text)]),
        schema,
        schema,
      );
}
