import type { FailureClass, ProviderVerdict } from '../engine/outcome.ts';
import { addFact, type Facts } from './facts.ts';
import type { Exchange } from './profile.ts';

/** Methods whose repetition has the effect of one request (RFC 9110, 9.2.2); QUERY is safe by its own specification. */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'QUERY']);

/** Whether a call by this method may be repeated without doing anything twice. */
export function isIdempotent(method: string): boolean {
  return idempotent.has(method);
}

/**
 * The verdict on a call of an API without a profile: HTTP alone. Every answer is a decision; a call without an answer that may have
 * arrived is in doubt unless its method is idempotent.
 */
export function genericVerdict({ request, response, failure }: Exchange): ProviderVerdict {
  if (response === undefined) {
    const doubtful = failure?.delivery === 'unknown' && !idempotent.has(request.method);
    return { facts: {}, decided: false, mayRetry: true, inDoubt: doubtful };
  }
  const facts: Facts = {};
  addFact(facts, 'requestId', response.headers['x-request-id']);
  const classification = classify(response.statusCode);
  return {
    facts,
    ...(classification === undefined ? {} : { classification }),
    decided: true,
    mayRetry: true,
    inDoubt: false,
  };
}

/** Only what a status means at every API; 402, 404 and 409 mean something else at each. */
function classify(statusCode: number): FailureClass | undefined {
  if (statusCode === 401 || statusCode === 403) return 'configuration';
  if (statusCode === 429) return 'rate-limited';
  if (statusCode === 400 || statusCode === 422) return 'invalid-request';
  return statusCode >= 500 ? 'provider-error' : undefined;
}
