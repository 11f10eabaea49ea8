import type { Grant } from './grant.ts';

/** One credential on its place in a request. */
export interface Placement {
  readonly in: 'header' | 'query' | 'cookie';
  readonly name: string;
  /** As sent, before the encoding of its place: `Bearer sk_test_...`. */
  readonly value: string;
}

/** What a call may carry, and the only origin that it may carry it to. */
export interface CallCredentials {
  readonly origin: string;
  /** Empty when the call needs none, or the document passes its own. */
  readonly placements: readonly Placement[];
  /** Of the token that the call carries besides, as a bearer token. */
  readonly grant?: Grant;
}

/** What a client shows when a connection is made (mutual TLS). Texts in PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
  /** Of the key. */
  readonly passphrase?: string;
  /** Authorities that the server is trusted by, in place of the usual ones. */
  readonly ca?: string;
}

/** The credentials of a run, all resolved before its first request. Never stored, never shown. */
export interface Credentials {
  /** By {@link callKey}; an entry for each call that can be reached. */
  readonly calls: ReadonlyMap<string, CallCredentials>;
  /** By origin: shown there and nowhere else. */
  readonly certificates: ReadonlyMap<string, ClientCertificate>;
  /** The secret texts as they may turn up anywhere, for masking by value. */
  readonly secrets: readonly string[];
}

/** The name of a step's call in {@link Credentials}. */
export function callKey(workflowId: string, stepId: string): string {
  return JSON.stringify([workflowId, stepId]);
}
