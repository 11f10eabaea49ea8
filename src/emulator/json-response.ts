import type { HttpResponse } from '../engine/ports.ts';

/** A response with a JSON body. Header names in lower case. */
export function jsonResponse(
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: new TextEncoder().encode(`${JSON.stringify(body, undefined, 2)}\n`),
  };
}
