import type { Clock, HttpResponse } from '../../engine/ports.ts';
import { StripeFailure } from './errors.ts';

/** The memory of idempotency keys. See docs/providers.md 1.4. */
export interface Idempotency {
  /**
   * Carries out what comes under a key once. A repeat gets the first answer again, 402 and 500 included. Rejects with the
   * 400 for a key that came with another request, and the 409 while the first is under way.
   */
  once(use: KeyUse, execute: () => Promise<HttpResponse>): Promise<HttpResponse>;
}

/** A key as one request uses it. */
export interface KeyUse {
  /** Key and account. */
  readonly scope: string;
  /** Equal for equal requests. */
  readonly fingerprint: string;
  /** Of this request; a replay shows its own, and that of the first as `original-request`. */
  readonly requestId: string;
}

/** Keys are forgotten after a day. */
const lifetime = 24 * 60 * 60 * 1000;

interface Entry {
  readonly fingerprint: string;
  readonly since: number;
  /** Absent while under way. */
  readonly response?: HttpResponse;
}

/** No key used yet. */
export function createIdempotency(clock: Clock): Idempotency {
  const entries = new Map<string, Entry>();
  return {
    async once({ scope, fingerprint, requestId }, execute) {
      const entry = entries.get(scope);
      if (entry !== undefined && clock.now() - entry.since < lifetime) {
        return replay(entry, fingerprint, requestId);
      }
      const begun = { fingerprint, since: clock.now() };
      entries.set(scope, begun);
      try {
        const response = await execute();
        if (isKept(response.statusCode)) entries.set(scope, { ...begun, response });
        else entries.delete(scope);
        return response;
      } catch (error) {
        entries.delete(scope);
        throw error;
      }
    },
  };
}

function replay(entry: Entry, fingerprint: string, requestId: string): HttpResponse {
  if (entry.fingerprint !== fingerprint) {
    throw new StripeFailure(400, {
      type: 'idempotency_error',
      message:
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
    });
  }
  const { response } = entry;
  if (response === undefined) {
    throw new StripeFailure(409, {
      type: 'invalid_request_error',
      code: 'idempotency_key_in_use',
      message: 'Another request with this idempotency key is still under way.',
    });
  }
  return {
    ...response,
    headers: { ...response.headers, 'request-id': requestId, 'idempotent-replayed': 'true' },
  };
}

/** What never began to be carried out is not kept: validation, authentication, limits, conflicts. */
function isKept(statusCode: number): boolean {
  return statusCode < 400 || statusCode === 402 || statusCode >= 500;
}
