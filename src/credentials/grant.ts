/** How a token is obtained: a grant of OAuth 2 (RFC 6749, sections 4.4 and 6). Holds secrets: never stored, never shown. */
export interface Grant {
  readonly source: string;
  readonly type: 'client_credentials' | 'refresh_token';
  /** Absolute; https, or on this machine. */
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Absent for public clients, which only refresh. */
  readonly clientSecret?: string;
  /** The first one; a server may give another with each token. */
  readonly refreshToken?: string;
  /** Where the client's id and secret go: an HTTP Basic field, or the form (RFC 6749, section 2.3.1). */
  readonly authentication: 'basic' | 'body';
  /** Sorted; empty when the server's default, or what was granted before, is asked for. */
  readonly scopes: readonly string[];
  /** The environment variables that it was read from, for findings. */
  readonly variables: readonly string[];
}

/** Equal for grants that share a token: one source, endpoint and set of scopes. */
export function grantKey({ source, type, tokenUrl, scopes }: Grant): string {
  return JSON.stringify([source, type, tokenUrl, scopes]);
}
