import type { TextResult, UnavailableReason } from './text-result.ts';

/** A failure whose reason is already known. It stays within this room: {@link explainFailure} makes a value of it. */
export class UnavailableError extends Error {
  readonly reason: UnavailableReason;
  constructor(reason: UnavailableReason, message: string) {
    super(message);
    this.name = 'UnavailableError';
    this.reason = reason;
  }
}

/** Reason and sentence by the error codes of Node and undici. */
const reasons: Readonly<Record<string, readonly [UnavailableReason, string]>> = {
  ENOTFOUND: ['unknown-host', 'The host is not known.'],
  EAI_AGAIN: ['unknown-host', 'The name service does not answer.'],
  EAI_NONAME: ['unknown-host', 'The host is not known.'],
  ECONNREFUSED: ['refused', 'The connection was refused.'],
  EHOSTUNREACH: ['refused', 'The host cannot be reached.'],
  ENETUNREACH: ['refused', 'The network cannot be reached.'],
  ECONNRESET: ['broken', 'The connection broke.'],
  // The caller's own giving up has no such code; this comes from a proxy that refused the tunnel.
  UND_ERR_ABORTED: ['refused', 'The proxy refused to connect.'],
  UND_ERR_SOCKET: ['broken', 'The connection broke.'],
  ETIMEDOUT: ['timeout', 'There was no answer in time.'],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', 'There was no answer in time.'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'There was no answer in time.'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'There was no answer in time.'],
  UND_ERR_HEADERS_OVERFLOW: ['too-large', 'The header of the answer is too large.'],
};

/** What an exception of a fetch means, as a value. Only error codes are told on: messages of other code may quote URLs. */
export function explainFailure(error: unknown): Extract<TextResult, { readonly ok: false }> {
  for (const cause of causes(error)) {
    if (cause instanceof UnavailableError) return { ok: false, reason: cause.reason, message: cause.message };
    if (cause.name === 'TimeoutError') {
      return { ok: false, reason: 'timeout', message: 'There was no answer in time.' };
    }
    const known = codeOf(cause) === undefined ? undefined : reasons[codeOf(cause)!];
    if (known !== undefined) return { ok: false, reason: known[0], message: known[1] };
    if (cause.name === 'AbortError') return { ok: false, reason: 'cancelled', message: 'It was cancelled.' };
  }
  const code = causes(error)
    .map(codeOf)
    .find((each) => each !== undefined);
  return { ok: false, reason: 'broken', message: `The exchange failed (${code ?? 'unknown error'}).` };
}

/** The error, those it gathers (one for each address that was tried) and those that caused it; a few levels are enough. */
function causes(error: unknown, depth = 0): readonly Error[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const gathered = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return [error, ...[...gathered, error.cause].flatMap((each) => causes(each, depth + 1))];
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
