import type { OpenApiDocument } from '../openapi/openapi-document.ts';
import type { Node } from '../openapi/read/resolve-reference.ts';

/** An AsyncAPI description that has been read: its text, and where its channels and operations stand. Nothing else of it has been looked at. */
export interface AsyncApiDescription {
  /** The document it begins with. References are those of OpenAPI 3.0: beside a `$ref` nothing counts. */
  readonly document: OpenApiDocument;
  /** As written: `3.0.0`. */
  readonly version: string;
  readonly major: 2 | 3;
  /** `info.title`; empty when it has none. */
  readonly title: string;
  /** In document order. */
  readonly channels: readonly ChannelEntry[];
  /** In document order. */
  readonly operations: readonly ChannelOperationEntry[];
}

/** Where one channel stands. */
export interface ChannelEntry {
  readonly name: string;
  /** The Channel Object itself, behind any references. */
  readonly node: Node;
  /** Absent when it is known only while a program runs (3.x). */
  readonly address?: string;
}

/** Where one operation stands. */
export interface ChannelOperationEntry {
  /** Its name in 3.x; what it says of itself in 2.x. */
  readonly operationId?: string;
  /** What the *application* does that the description is of. `publish` of 2.x is what it receives, `subscribe` what it sends. */
  readonly action: 'send' | 'receive';
  /** JSON Pointer of the operation in its description. */
  readonly address: string;
  readonly node: Node;
  readonly channel: ChannelEntry;
  /** Messages of the channel that it is about; all of them when absent. */
  readonly messages?: readonly (readonly [name: string, node: Node])[];
  /** Where it is answered (3.x). */
  readonly reply?: Reply;
}

/** The answer to an operation; its channel is absent when a message says where the answer goes. */
export interface Reply {
  readonly channel?: ChannelEntry;
  readonly messages?: readonly (readonly [name: string, node: Node])[];
}
