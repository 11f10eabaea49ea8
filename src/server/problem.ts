import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Code } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { mainOf, problemDetails, problemType } from '../diagnostics/problem-details.ts';

/** Codes that are answered otherwise than with 400. */
const statuses: Partial<Record<Code, ContentfulStatusCode>> = {
  'serve/unauthorized': 401,
  'serve/foreign-origin': 403,
  'serve/not-found': 404,
  'serve/too-large': 413,
  'serve/media-type': 415,
  'serve/busy': 503,
  'serve/stopping': 503,
  'run/not-found': 404,
  'run/conflict': 409,
  'run/not-in-doubt': 409,
  'run/answer-needed': 422,
  'workflow/not-found': 404,
  'inputs/missing': 422,
  'inputs/invalid': 422,
  'credentials/missing': 503,
  'credentials/no-token': 503,
  'internal/unexpected': 500,
};

/** The status that a finding is answered with. What the caller cannot help is a matter of the server's. */
export function statusOf({ code }: Diagnostic): ContentfulStatusCode {
  return statuses[code] ?? (code.startsWith('store/') ? 503 : 400);
}

/** Findings as a problem (RFC 9457): the first one that stops gives the status, all of them are in `diagnostics`. */
export function problem(context: Context, diagnostics: readonly Diagnostic[]): Response {
  const status = statusOf(mainOf(diagnostics));
  const headers: Record<string, string> = { 'content-type': problemType };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (status === 503) headers['retry-after'] = '5';
  return context.body(JSON.stringify(problemDetails(diagnostics, status)), status, headers);
}
