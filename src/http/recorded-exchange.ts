import type { HttpRequest, HttpResponse } from '../engine/ports.ts';
import { essence, formMediaType, isJson } from '../openapi/media-type.ts';
import { decodeBody } from './decode-body.ts';
import type { Redactor } from './redact.ts';

/** What went over the wire for one attempt, as it may be kept and shown: secrets and personal data are masked. Plain JSON. */
export interface RecordedExchange {
  readonly request: RecordedMessage;
  /** Absent when there was no answer. */
  readonly response?: RecordedMessage;
}

/** One direction of an exchange. */
export interface RecordedMessage {
  /** By field name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when there is none. */
  readonly body?: RecordedBody;
}

/** A body: how large it was, and its text where that can be masked. */
export interface RecordedBody {
  /** Of the body as it went over the wire, after content decoding. */
  readonly bytes: number;
  /**
   * JSON or a form, masked by the names of its members. Absent for a body of more than {@link mostRecordedBytes}, and for everything else: without names
   * nothing tells what in it is about a person.
   */
  readonly text?: string;
}

/** Larger bodies are told by their size alone. */
export const mostRecordedBytes = 65_536;

/** Makes of an exchange what may be kept of it. */
export function recordedExchange(
  request: HttpRequest,
  response: HttpResponse | undefined,
  redactor: Redactor,
): RecordedExchange {
  return {
    request: recorded(request.headers, bytesOf(request.body), redactor),
    ...(response === undefined ? {} : { response: recorded(response.headers, response.body, redactor) }),
  };
}

function bytesOf(body: HttpRequest['body'] = ''): Uint8Array {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body;
}

function recorded(headers: HttpRequest['headers'], body: Uint8Array, redactor: Redactor): RecordedMessage {
  const masked = Object.entries(headers).map(([name, value]) => [name, redactor.value(value, name)]);
  const text = body.length > mostRecordedBytes ? undefined : maskedText(body, headers, redactor);
  return {
    headers: Object.fromEntries(masked) as Readonly<Record<string, string>>,
    ...(body.length === 0 ? {} : { body: { bytes: body.length, ...(text === undefined ? {} : { text }) } }),
  };
}

function maskedText(
  body: Uint8Array,
  headers: HttpRequest['headers'],
  redactor: Redactor,
): string | undefined {
  const mediaType = headers['content-type'] ?? '';
  if (isJson(mediaType)) {
    const value = decodeBody(body, mediaType);
    // What says that it is JSON and is not has no names either.
    return isWrong(value, body) ? undefined : JSON.stringify(redactor.value(value));
  }
  return essence(mediaType) === formMediaType ? maskedForm(decodeBody(body, mediaType), redactor) : undefined;
}

/** Whether JSON did not parse: a text that is JSON begins with a quote. */
function isWrong(value: unknown, body: Uint8Array): boolean {
  return typeof value === 'string' && new TextDecoder().decode(body).trimStart()[0] !== '"';
}

/** The pairs of a form with their values masked; `card[number]` lies in `card`. */
function maskedForm(text: unknown, redactor: Redactor): string {
  const pairs = [...new URLSearchParams(String(text))].map(([name, value]) => [
    name,
    String(redactor.value(value, ...name.split(/[[\]]+/).filter((part) => part !== ''))),
  ]);
  return new URLSearchParams(pairs).toString();
}
