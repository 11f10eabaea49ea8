import type { Effect } from './effect.ts';
import type { Outcome } from './outcome.ts';

/** A request as it goes onto the wire. */
export interface HttpRequest {
  /** Upper case as registered (`POST`), or as the description writes it. */
  readonly method: string;
  /** Absolute, already encoded; never re-parsed into something else. */
  readonly url: string;
  /** Field names as sent; values are single lines without CR or LF. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A complete response. Header field names are lower case; several field lines are joined with `, ` (RFC 9110, 5.3). */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes of the body after content decoding; empty when there is none. */
  readonly body: Uint8Array;
}

/** Sends one request and returns its whole response. Follows no redirects and repeats nothing. */
export interface Transport {
  /** Rejects with a {@link TransportFailure} when no complete response arrived. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
}

/**
 * Why no response arrived, and whether the request may have reached the server:
 * `not-sent` is certain (refused connection, unknown host, failed TLS handshake); `unknown` is everything after the first byte was written.
 */
export class TransportFailure extends Error {
  readonly delivery: 'not-sent' | 'unknown';
  /** `refused`, `dns`, `tls`, `reset`, `timeout`, `too-large`, `protocol`, `cancelled`. */
  readonly reason: TransportFailureReason;
  constructor(reason: TransportFailureReason, delivery: 'not-sent' | 'unknown', message: string) {
    super(message);
    this.name = 'TransportFailure';
    this.reason = reason;
    this.delivery = delivery;
  }
}

/** The closed list of transport failures. */
export type TransportFailureReason =
  | 'refused'
  | 'dns'
  | 'tls'
  | 'reset'
  | 'timeout'
  | 'too-large'
  | 'protocol'
  | 'cancelled';

/** Keeps a run alive: performs effects, and journals, waits and recovers as its kind allows. */
export interface Runtime {
  /** The outcome of an effect; undefined when the run is put aside before it, to go on later or elsewhere. */
  perform(effect: Effect): Promise<Outcome | undefined>;
}

/** Time, injected everywhere it matters so that tests never wait. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `milliseconds`, rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once, after `milliseconds`, unless what it returns is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}
