/** What a person says of a provider that has no profile of its own: {@link ProviderProfile} as data. Plain JSON, so that runs are kept with it. */
export interface ProfileSettings {
  /** For people, and for what is claimed at the provider. */
  readonly name: string;
  /** Origins of its API: `https://api.shop.example`. */
  readonly origins: readonly string[];
  /** Header fields sent with every call unless the document sets them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The header that makes a repeated call safe, the methods that honour it, and for how many hours a key is remembered at least. */
  readonly idempotency?: {
    readonly header: string;
    readonly methods: readonly string[];
    readonly hours: number;
  };
  /** Answers that decide nothing: a repeat carries the same key. With `idempotency` 409, 429 and 5XX unless given; else none. */
  readonly undecided?: readonly StatusRange[];
  /** Answers after which a call that nothing protects may have been carried out. None unless given. */
  readonly doubtful?: readonly StatusRange[];
  /** How fast calls to its origins may follow each other. */
  readonly pace?: { readonly perSecond: number; readonly burst: number };
  /** How to find out what came of a call, by its method and path template: `POST /orders`. */
  readonly lookUps?: Readonly<Record<string, LookUpSettings>>;
}

/** A status (`409`), or all of a hundred as OpenAPI writes them (`5XX`). */
export type StatusRange = number | string;

/** How to find out what came of a call: what to read, and by what it is recognised there. */
export interface LookUpSettings {
  /** What to read: a URI reference from the URL of the call, with runtime expressions of its request in braces. */
  readonly read: string;
  /** JSON Pointer of the list in what is read; without it, what is read is the one item. */
  readonly items?: string;
  /** By JSON Pointer within an item, what stands there when it is the call's: a value, a list of values, or an expression of the request. */
  readonly match: Readonly<Record<string, unknown>>;
  /** JSON Pointer of the time when an item was made, as RFC 3339 text or seconds since the Unix epoch. Earlier ones than the call are not its. */
  readonly created?: string;
  /** JSON Pointer of an item's id, in the answer to the call too, so that no two calls take one item for theirs. */
  readonly claim?: string;
  /** JSON Pointer of the URI reference of the next page. */
  readonly next?: string;
  /** From how many seconds after the call on what is read can be trusted; 60 unless given. */
  readonly settleSeconds?: number;
  /** Whether what is not found by then was not carried out, so that the call is made again. Otherwise a person has to look. */
  readonly isComplete?: boolean;
  /** The status that the call is taken to have been answered with, when it is found; 200 unless given. */
  readonly statusCode?: number;
}
