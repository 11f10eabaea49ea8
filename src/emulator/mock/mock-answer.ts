import type { JsonSchema } from '../../arazzo/document.ts';
import type { HttpResponse } from '../../engine/ports.ts';
import type { CompileSchema } from '../../openapi/schema/compile-schema.ts';
import type { XmlDescription } from '../../openapi/serialize/describe-xml.ts';
import { isJson, isXml } from '../../openapi/media-type.ts';
import { isObject } from '../../text/json.ts';
import { generateValue } from '../values/generate-value.ts';
import type { MockContent, MockOperation, MockResponse } from './mock-operation.ts';
import { xmlText } from './xml-text.ts';

/** An answer before it is written. */
export interface MockAnswer {
  readonly statusCode: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent without a body. */
  readonly contentType?: string;
  /** A JSON value; the text itself for what is no JSON and no XML. */
  readonly body?: unknown;
  /** What the description says of the body. */
  readonly schema?: JsonSchema;
  /** How it is written as XML. */
  readonly xml?: XmlDescription;
  /** Whether the description has this status: by itself, by its range or by `default`. */
  readonly documented: boolean;
}

/** What answers are made with. */
export interface AnswerMaking {
  readonly seed: string;
  readonly compile: CompileSchema;
}

/** The statuses that an operation is described to answer with, 2xx first, each as a number: 204 of `2XX` is 200. `default` is told apart. */
export function documentedStatuses({ responses }: MockOperation): readonly number[] {
  const statuses = [...responses.keys()].flatMap((status) => {
    if (/^[1-5]\d\d$/.test(status)) return [Number(status)];
    return /^[1-5]xx$/i.test(status) ? [Number(status[0]) * 100] : [];
  });
  const isSuccess = (status: number): boolean => status >= 200 && status < 300;
  const rank = (status: number): number => (isSuccess(status) ? 0 : 1);
  return [...new Set(statuses)].toSorted((a, b) => rank(a) - rank(b) || a - b);
}

/** The status that an operation is answered with when nothing else is asked for: the least 2xx that is described, else what `default` stands for. */
export function usualStatus(mock: MockOperation): number {
  const [first] = documentedStatuses(mock);
  if (first !== undefined && first < 300 && first >= 200) return first;
  return mock.responses.has('default') || first === undefined ? 200 : first;
}

/**
 * Makes an answer of a status from the examples and schemas of the description: from the first example that its schema admits. Which media type is told
 * by the request's `Accept`, else JSON comes first.
 */
export function makeAnswer(
  mock: MockOperation,
  statusCode: number,
  making: AnswerMaking,
  accept = '',
): MockAnswer {
  return makeAnswers(mock, statusCode, making, accept)[0]!;
}

/** As {@link makeAnswer}, an answer of each example, in the order of the description; never empty. */
export function makeAnswers(
  mock: MockOperation,
  statusCode: number,
  { seed, compile }: AnswerMaking,
  accept = '',
): readonly MockAnswer[] {
  const response = responseFor(mock, statusCode);
  const place = `${seed}\n${mock.title}\n${statusCode}`;
  const make = (content: MockContent, name: string): readonly unknown[] => {
    const schema = content.schema();
    if (schema === undefined) return content.examples;
    const check = compile(schema);
    const fitting = content.examples.filter((example) => check(example).length === 0);
    if (fitting.length > 0) return fitting;
    return [generateValue(schema, { seed: `${place}\n${name}`, direction: 'response', check })];
  };
  const headers: Record<string, string> = {};
  for (const [name, content] of response?.headers ?? []) {
    const [value] = name.toLowerCase() === 'content-type' ? [] : make(content, name);
    if (value !== undefined) headers[name.toLowerCase()] = fieldText(value);
  }
  const documented = response !== undefined;
  const hasBody = statusCode !== 204 && statusCode !== 304 && mock.operation.method !== 'HEAD';
  const chosen = response === undefined || !hasBody ? undefined : chooseContent(response, accept);
  if (chosen === undefined) return [{ statusCode, headers, documented }];
  const [contentType, content] = chosen;
  const schema = content.schema();
  const xml = isXml(contentType) ? content.xml() : undefined;
  const bodies = make(content, '');
  return (bodies.length === 0 ? [undefined] : bodies).map((body) => ({
    statusCode,
    headers,
    documented,
    ...(body === undefined ? {} : { contentType: writtenType(contentType), body }),
    ...(schema === undefined ? {} : { schema }),
    ...(xml === undefined ? {} : { xml }),
  }));
}

/** The response that describes a status: exactly, by its range, or by default (clause 4.7). */
function responseFor({ responses }: MockOperation, statusCode: number): MockResponse | undefined {
  const range = `${Math.floor(statusCode / 100)}XX`;
  const named = [...responses].find(([status]) => status.toUpperCase() === range)?.[1];
  return responses.get(String(statusCode)) ?? named ?? responses.get('default');
}

/** The media type that is answered with: JSON when the request takes it, else the first that it takes, else the first. */
function chooseContent(
  { content }: MockResponse,
  accept: string,
): readonly [string, MockContent] | undefined {
  const entries = [...content];
  const wanted = accept.split(',').map((each) => each.split(';', 1)[0]!.trim().toLowerCase());
  const takes = ([name]: readonly [string, MockContent]): boolean => {
    const type = name.split(';', 1)[0]!.trim().toLowerCase();
    return wanted.some((each) => each === '*/*' || each === type || each === type.replace(/\/.*$/, '/*'));
  };
  const taken = accept === '' ? entries : entries.filter(takes);
  const from = taken.length === 0 ? entries : taken;
  return from.find(([name]) => isJson(name)) ?? from[0];
}

/** A range is answered with a type of it. */
function writtenType(mediaType: string): string {
  if (!mediaType.includes('*')) return mediaType;
  return mediaType.startsWith('text/') ? 'text/plain' : 'application/json';
}

/** A header value as one line (style `simple`). */
function fieldText(value: unknown): string {
  const text = Array.isArray(value)
    ? value.map(String).join(',')
    : isObject(value)
      ? Object.entries(value).flat().map(String).join(',')
      : String(value);
  return text.replaceAll(/[^\t\x20-\x7e]/g, '').trim();
}

/** Writes an answer: JSON, XML, text, or the bytes that base64 stands for. */
export function writeAnswer(answer: MockAnswer): HttpResponse {
  const { statusCode, headers, contentType, body } = answer;
  if (contentType === undefined || body === undefined) return { statusCode, headers, body: new Uint8Array() };
  return { statusCode, headers: { ...headers, 'content-type': contentType }, body: bodyBytes(answer) };
}

/** The bytes of an answer's body in its media type. */
function bodyBytes({ contentType = '', body, xml }: MockAnswer): Uint8Array {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (isJson(type)) return Buffer.from(JSON.stringify(body));
  if (isXml(type)) return Buffer.from(typeof body === 'string' ? body : xmlText(body, xml));
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.from(JSON.stringify(body));
}
