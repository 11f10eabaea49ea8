import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** Whether a request may be served; the finding tells why not. */
export type Admission = (context: Context) => Diagnostic | undefined;

/**
 * Admits requests with the bearer token. Without one, which is for loopback alone, it admits requests of programs on this machine, but not
 * those that a page of another site lets a browser send: their `Host` or `Origin` tells them.
 */
export function admission(token: string | undefined): Admission {
  return token === undefined ? admitLocal : admitBearer(token);
}

/** Whether an address can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

function admitBearer(token: string): Admission {
  const wanted = digest(token);
  return (context) => {
    const given = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    // Digests are of one length, so that the comparison tells nothing, not even how long the token is.
    if (given !== undefined && timingSafeEqual(digest(given), wanted)) return undefined;
    const hint = 'Send it as "Authorization: Bearer <token>".';
    return diagnose('serve/unauthorized', 'The request does not have the token of this server.', { hint });
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const admitLocal: Admission = (context) => {
  const host = context.req.header('host') ?? '';
  const origin = context.req.header('origin');
  const isForeign =
    !isLoopback(host.replace(/:\d+$/, '')) || (origin !== undefined && origin !== `http://${host}`);
  if (!isForeign) return undefined;
  const hint = 'Call the server as localhost, not from a page of another site; or give it a token.';
  return diagnose('serve/foreign-origin', 'The request was sent on behalf of another site.', { hint });
};
