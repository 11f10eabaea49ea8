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

/** Where messages go to or come from. Plain JSON. */
export interface ChannelPlace {
  /** The source description's name. */
  readonly source: string;
  /** Lower case: `https`, `kafka`. */
  readonly protocol: string;
  /** Of the server: absolute, without a trailing slash. */
  readonly server: string;
  /** The topic, queue or path. Where messages are awaited, variables are still in it as `{name}`; where one is sent, they are filled in. */
  readonly address: string;
}

/** A message as it goes out. */
export interface OutgoingMessage {
  readonly place: ChannelPlace;
  /** The same whenever the same message is sent again, so that whoever receives it can tell. */
  readonly id: string;
  /** JSON values by name as the document writes it. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
  readonly payload: string | Uint8Array;
  /** For HTTP alone, and bound to the origin of the server; other transports hold credentials of their own. */
  readonly credentials?: readonly {
    readonly in: 'header' | 'query' | 'cookie';
    readonly name: string;
    readonly value: string;
  }[];
}

/** A message as it came in. */
export interface IncomingMessage {
  /** The real one, where the place has variables. */
  readonly address: string;
  /** JSON values by name. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
  readonly payload: Uint8Array;
}

/** Sends messages to the channels of one protocol, and awaits those that come. Repeats nothing. */
export interface ChannelTransport {
  /** Resolves once the message was taken over for good. Rejects with a {@link TransportFailure}. */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<void>;
  /**
   * Hands over every message that comes to a place from now on, until what it resolves to is called. A message counts as delivered once
   * `deliver` has resolved. Absent when the transport only sends. Rejects with a {@link TransportFailure}.
   */
  subscribe?(
    place: ChannelPlace,
    deliver: (message: IncomingMessage) => Promise<void>,
  ): Promise<() => Promise<void>>;
}

/**
 * Why no response arrived, and whether the request may have reached the server:
 * `not-sent` is certain (refused connection, unknown host, failed TLS handshake); `unknown` is everything after the first byte was written.
 */
export class TransportFailure extends Error {
  readonly delivery: 'not-sent' | 'unknown';
  /** `rejected`: there is an answer, and it refuses the message. */
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
  | 'rejected'
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
