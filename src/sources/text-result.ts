/** A text that was retrieved, or why it could not be. */
export type TextResult =
  | {
      readonly ok: true;
      readonly text: string;
      /** The absolute path, or the URL after redirects, without user info and query. */
      readonly location: string;
    }
  | {
      readonly ok: false;
      readonly reason: UnavailableReason;
      /** A sentence that ends the sentence "... could not be read:", such as `HTTP 404.` Never carries a secret part of a URL. */
      readonly message: string;
    };

/** The closed list of reasons why a text cannot be had. */
export type UnavailableReason =
  /** No such file, or HTTP 404 or 410. */
  | 'not-found'
  | 'http-status'
  | 'unknown-host'
  /** Nobody listens there. */
  | 'refused'
  | 'timeout'
  | 'cancelled'
  /** The connection broke, TLS failed, or the answer was not HTTP. */
  | 'broken'
  | 'too-large'
  | 'too-many-redirects'
  /** Plain http where https is wanted, or a scheme that is neither. */
  | 'not-https'
  | 'has-credentials'
  | 'private-address'
  /** Not UTF-8 text, or in a content coding that is not known. */
  | 'not-text'
  | 'not-a-file'
  | 'no-permission'
  /** A document from the network names a file of this machine. */
  | 'local-file'
  | 'invalid-url'
  /** The locked copy is missing, or is not what was locked. */
  | 'tampered'
  /** Only what is in the lock may be read, and it is not. */
  | 'not-locked';

/** Fetches a text over HTTP. */
export type FetchText = (url: string, options?: FetchOptions) => Promise<TextResult>;

/** Limits and permissions of one fetch. */
export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Of the decoded text. */
  readonly maxBytes?: number | undefined;
  /** For the whole exchange, redirects included. */
  readonly timeoutMilliseconds?: number | undefined;
  /** Plain http and private addresses are allowed at the first URL's host, because the user named it, not a document. */
  readonly allowInsecure?: boolean | undefined;
}

/** Reads a text file. */
export type ReadFile = (path: string) => Promise<TextResult>;

/** The size beyond which no text is read. */
export const maxTextBytes = 16 * 1024 * 1024;
