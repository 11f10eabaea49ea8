import { createHash } from 'node:crypto';

/**
 * The idempotency key of an attempt: a function of the run and of the attempt's name, so that a repeat of it, in this process or after
 * a crash, carries the same key, and a new attempt another. 50 characters; providers allow 255 (Stripe).
 */
export function idempotencyKey(runId: string, keyName: string): string {
  const digest = createHash('sha256').update(`${runId}\n${keyName}`).digest('base64url');
  return `heddle-${digest}`;
}
