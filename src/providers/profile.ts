import type { ProviderVerdict } from '../engine/outcome.ts';
import type { HttpRequest, TransportFailure } from '../engine/ports.ts';
import type { RequestScope } from '../expression/scope.ts';
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
  /** Where its OpenAPI description lies in this package, if it does, relative to the package root; used to check when the source itself is unavailable. */
  readonly description?: string;
  /** Header fields sent with every call unless the document sets them, such as a pinned API version. */
  readonly headers: Readonly<Record<string, string>>;
  /** The header that makes a repeated call safe, the methods that honour it, and for how many milliseconds a key is remembered at least. */
  readonly idempotency?: {
    readonly header: string;
    readonly methods: readonly string[];
    readonly lifeMilliseconds: number;
  };
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
  /** How to ask the provider what came of a call that may have been carried out; undefined when it cannot be asked. */
  reconcile?(call: SentCall): Reconciliation | undefined;
  /** What an answer created at the provider, so that no other run takes it for its own: `twilio:SM…`. */
  claims?(facts: ProviderVerdict['facts']): readonly string[];
  /** How fast calls like this one may follow each other; undefined when nothing is known. */
  pace?(call: Pick<SentCall, 'path' | 'request' | 'scope'>): Pace | undefined;
  /** What the provider is known to answer to an operation, for checks of what a workflow does with it. */
  outcomes?(operation: {
    readonly method: string;
    readonly path: string;
    readonly body: unknown;
  }): readonly KnownOutcome[];
}

/** A call that may have been sent. */
export interface SentCall {
  /** The path template of the operation. */
  readonly path: string;
  readonly request: Pick<HttpRequest, 'method' | 'url' | 'headers'>;
  /** What the expressions of its step see of it: values before serialization. */
  readonly scope: RequestScope;
  /** When it was sent at the earliest, in milliseconds since the Unix epoch. */
  readonly sentAt: number;
}

/** How to find out what came of a call. */
export interface Reconciliation {
  /** Milliseconds after the call from which on the provider's word can be trusted. */
  readonly settleMilliseconds: number;
  /** What to read: an absolute URL at the origin of the call, which gets its credentials. */
  readonly url: string;
  /** Makes of the answer, if it is a success, what came of the call; or names another page to read. */
  conclude(body: unknown): Conclusion;
  /** What it means that there is nothing to read (404); without it, that the provider could not be asked. */
  readonly whenMissing?: Exclude<Conclusion, { readonly kind: 'more' }>;
}

/**
 * What came of a call, as the provider tells. `happened`: the answers it may have been given, the likeliest first, each with what it created.
 * `did-not`: it was not carried out, and can be sent again. `nothing`: the provider knows nothing of it, which proves nothing.
 */
export type Conclusion =
  | { readonly kind: 'happened'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'did-not' | 'nothing' }
  | { readonly kind: 'more'; readonly candidates: readonly Candidate[]; readonly url: string };

/** An answer that a call may have been given. */
export interface Candidate {
  /** As {@link ProviderProfile.claims} names it. */
  readonly claim?: string;
  readonly statusCode: number;
  readonly body: unknown;
}

/** A rate: `perSecond` calls, `burst` of them at once. Calls with the same key share it. */
export interface Pace {
  readonly key: string;
  readonly perSecond: number;
  readonly burst: number;
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
