/** The environment variables that any source can take its credentials from. */
export interface GeneralVariables {
  readonly token: string;
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** The token endpoint, in place of the described one: the user's consent to send the client's secret there. */
  readonly tokenUrl: string;
  /** `basic` or `body`: where the client's id and secret go. */
  readonly clientAuth: string;
  /** Of the client, in PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly keyPassphrase: string;
  readonly ca: string;
  /** The whole value of the Authorization field, for HTTP schemes without variables of their own. */
  readonly authorization: string;
  /** With a scheme, for operations that ask for several API keys at once: `HEDDLE_DATADOG_APPKEYAUTH_API_KEY`. */
  apiKey(scheme?: string): string;
}

/** `HEDDLE_STRIPEAPI_TOKEN` and so on for the source `stripeApi`. */
export function generalVariables(source: string): GeneralVariables {
  const prefix = variablePrefix(source);
  return {
    token: `${prefix}_TOKEN`,
    username: `${prefix}_USERNAME`,
    password: `${prefix}_PASSWORD`,
    clientId: `${prefix}_CLIENT_ID`,
    clientSecret: `${prefix}_CLIENT_SECRET`,
    refreshToken: `${prefix}_REFRESH_TOKEN`,
    tokenUrl: `${prefix}_TOKEN_URL`,
    clientAuth: `${prefix}_CLIENT_AUTH`,
    certificate: `${prefix}_CERTIFICATE`,
    key: `${prefix}_KEY`,
    keyPassphrase: `${prefix}_KEY_PASSPHRASE`,
    ca: `${prefix}_CA`,
    authorization: `${prefix}_AUTHORIZATION`,
    apiKey: (scheme) => `${prefix}${scheme === undefined ? '' : `_${shout(scheme)}`}_API_KEY`,
  };
}

/** `HEDDLE_STRIPEAPI` for `stripeApi`, `HEDDLE_PET_STORE` for `pet-store`. Two names may share one; a run that uses both is refused. */
export function variablePrefix(source: string): string {
  return `HEDDLE_${shout(source)}`;
}

/** Upper case; everything else than letters and digits becomes `_`, because shells take no other characters in names. */
function shout(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}
