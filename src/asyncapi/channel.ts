import type { SchemaSummary, SecurityRequirement, Server } from '../openapi/operation.ts';

/**
 * A channel of an AsyncAPI description as one step uses it, with everything on the path of sending or receiving a message resolved.
 * Plain JSON: it is stored in the plan. The same model serves AsyncAPI 2 and 3 (docs/clauses.md 5).
 */
export interface Channel {
  /** Its name in the description; in 2.x also its address. */
  readonly name: string;
  /** Of the operation that led here. */
  readonly operationId?: string;
  /** The topic, queue or path, as written: variables as `{name}`. */
  readonly address: string;
  /** Those of the address that the description declares. */
  readonly parameters: Readonly<Record<string, ChannelParameter>>;
  /** Those that the channel is on, in the order of the description; never empty. */
  readonly servers: readonly ChannelServer[];
  /** The messages that may be meant, in the order of the description; empty when it declares none. */
  readonly messages: readonly Message[];
}

/** A variable of a channel's address. */
export interface ChannelParameter {
  readonly default?: string;
  readonly enum?: readonly string[];
}

/** A server of an AsyncAPI description, its URL absolute by its protocol. */
export interface ChannelServer extends Server {
  readonly name: string;
  /** Lower case: `https`, `kafka`. */
  readonly protocol: string;
  /** Alternatives (OR) of schemes used together (AND), as for operations of OpenAPI. */
  readonly security: readonly SecurityRequirement[];
}

/** A Message Object with its traits applied. */
export interface Message {
  readonly name: string;
  /** The media type of the payload; absent when the description says nothing. */
  readonly contentType?: string;
  readonly payload?: SchemaSummary;
  readonly headers?: SchemaSummary;
  /** Where the value stands that correlates it with others. */
  readonly correlationId?: MessageLocation;
}

/** A place in a message: `$message.header#/requestId` is `requestId` in the header. */
export interface MessageLocation {
  readonly in: 'header' | 'payload';
  /** Decoded reference tokens of the JSON Pointer. */
  readonly path: readonly string[];
}
