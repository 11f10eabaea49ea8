import type { ProviderVerdict } from '../engine/outcome.ts';
import type { HttpRequest, TransportFailure } from '../engine/ports.ts';
import type { KnownOutcome } from '../plan/known-outcome.ts';

/**
 * What is known of a provider beyond its OpenAPI description. Profiles are data and pure functions;
 * facts and their evidence are in the provider's own file.
 */
export interface ProviderProfile {
  /** `stripe`, `twilio`. */
  readonly name: string;
  /** For people: `Stripe`. */
  readonly title: string;
  /** Origins of its API. Credentials of a source that this profile recognises go nowhere else unless `--server` says so. */
  readonly origins: readonly string[];
  /** Whether a source description is this provider's, from its server origins (where known), its URL and its name. */
  recognises(source: SourceIdentity): boolean;
  /** Where its OpenAPI description lies in this package, relative to the package root; used to check when the source itself is unavailable. */
  readonly description: string;
  /** Header fields sent with every call unless the document sets them, such as a pinned API version. */
  readonly headers: Readonly<Record<string, string>>;
  /** The header that makes a repeated call safe, and the methods that honour it. */
  readonly idempotency?: { readonly header: string; readonly methods: readonly string[] };
  /** The usual environment variables, best first; each alternative needs all of its variables. */
  readonly credentials: readonly CredentialVariables[];
  /** Classifies an answer, or the lack of one. */
  verdict(exchange: Exchange): ProviderVerdict;
  /** Who would be contacted by this request, as a normalised address; undefined when it contacts nobody. For suppression lists. */
  recipient?(call: {
    readonly method: string;
    readonly path: string;
    readonly body: unknown;
  }): string | undefined;
  /** What the provider is known to answer to an operation, for checks of what a workflow does with it. */
  outcomes?(operation: {
    readonly method: string;
    readonly path: string;
    readonly body: unknown;
  }): readonly KnownOutcome[];
}

/** What a provider can be recognised by in a source description. */
export interface SourceIdentity {
  readonly name: string;
  readonly url: string;
  /** Origins of the servers in the description, when it could be read. */
  readonly origins: readonly string[];
}

/** One way to authenticate: which variable fills which part. */
export interface CredentialVariables {
  readonly kind: 'bearer' | 'basic';
  /** For `bearer`. */
  readonly token?: string;
  /** For `basic`. */
  readonly username?: string;
  readonly password?: string;
}

/** A call and what came of it. */
export interface Exchange {
  readonly request: Pick<HttpRequest, 'method' | 'url'>;
  /** The path template of the operation. */
  readonly path: string;
  readonly response?: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    /** Decoded: JSON values or text. */
    readonly body: unknown;
  };
  readonly failure?: Pick<TransportFailure, 'reason' | 'delivery'>;
}
