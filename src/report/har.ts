import type { Entry, Har, Header, PostData, Response } from 'har-format';
import type { RecordedMessage } from '../http/recorded-exchange.ts';
import type { AttemptResult, RunResult } from './run-result.ts';
import { answerText } from './step-texts.ts';

/**
 * The calls of a run as an HTTP Archive 1.2, in the order in which they were made, one entry for each attempt (w3c.github.io/web-performance/specs/HAR).
 * What was not recorded is left empty: field lists, and sizes of -1. An attempt without an answer has status 0 and says why in `_error`.
 * @param version Of Heddle, which made it.
 */
export function har({ steps, runId }: RunResult, version: string): string {
  const attempts = steps.flatMap((step) => step.attempts).filter(({ method }) => method !== undefined);
  const entries = attempts
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0))
    .map((attempt) => entryOf(attempt));
  const archive: Har = {
    log: {
      version: '1.2',
      creator: { name: 'heddle', version },
      entries,
      ...(runId === undefined ? {} : { comment: `run ${runId}` }),
    },
  };
  return `${JSON.stringify(archive, null, 2)}\n`;
}

function entryOf(attempt: AttemptResult): Entry {
  const { name, method = '', url = '', startedAt = 0, durationMs, exchange, failure, requests } = attempt;
  const sent = exchange?.request;
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time: durationMs,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: fieldsOf(sent),
      queryString: pairsOf(url),
      ...(sent?.body === undefined ? {} : { postData: postDataOf(sent) }),
      headersSize: -1,
      bodySize: sent === undefined ? -1 : (sent.body?.bytes ?? 0),
    },
    response: responseOf(attempt),
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
    comment: name,
    ...(failure === undefined ? {} : { _error: failure }),
    ...(requests === 1 ? {} : { _requests: requests }),
  };
}

function responseOf(attempt: AttemptResult): Response {
  const { statusCode = 0, exchange } = attempt;
  const known = answerText(attempt);
  const received = exchange?.response;
  const bytes = received === undefined ? -1 : (received.body?.bytes ?? 0);
  const text = received?.body?.text;
  return {
    status: statusCode,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: fieldsOf(received),
    content: { size: bytes, mimeType: mediaTypeOf(received), ...(text === undefined ? {} : { text }) },
    redirectURL: received?.headers['location'] ?? '',
    headersSize: -1,
    bodySize: -1,
    // How it is known, where it did not come over the wire.
    ...(known === String(statusCode) || known === 'no answer' ? {} : { comment: known }),
  };
}

function postDataOf(sent: RecordedMessage): PostData {
  const text = sent.body?.text ?? '';
  const comment = sent.body?.text === undefined ? { comment: 'The body was not recorded.' } : {};
  return { mimeType: mediaTypeOf(sent), text, ...comment };
}

function mediaTypeOf(message: RecordedMessage | undefined): string {
  return message?.headers['content-type'] ?? 'x-unknown';
}

function fieldsOf(message: RecordedMessage | undefined): Header[] {
  return Object.entries(message?.headers ?? {}).map(([name, value]) => ({ name, value }));
}

function pairsOf(url: string): Header[] {
  if (!URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}
