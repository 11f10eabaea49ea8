import type { HttpRequest } from '../engine/ports.ts';

/** A request taken apart once, for everything that looks at it. */
export interface ReceivedRequest {
  readonly method: string;
  /** As sent, percent-encoded. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Field names in lower case; a null-prototype object. */
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8 text; empty when there is none. */
  readonly body: string;
}

/** Takes a request apart. The URL must be absolute; `new URL` throws a TypeError otherwise. */
export function receive(request: HttpRequest): ReceivedRequest {
  const url = new URL(request.url);
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  const { body = '' } = request;
  return {
    method: request.method.toUpperCase(),
    path: url.pathname,
    query: url.search.slice(1),
    headers,
    body: typeof body === 'string' ? body : new TextDecoder().decode(body),
  };
}

/** The user name and password of HTTP Basic (RFC 7617), or undefined when the field is not of that scheme. */
export function basicCredentials(
  authorization: string,
): { readonly username: string; readonly password: string } | undefined {
  const encoded = /^basic +(\S+)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
