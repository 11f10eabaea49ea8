/** An answer that a provider is known to give to an operation: what no OpenAPI description tells. */
export interface KnownOutcome {
  /** For people, as the subject of a sentence: `a payment that succeeds`, `a declined card`. */
  readonly name: string;
  readonly statusCode: number;
  /** The JSON body, as far as it matters. */
  readonly body: unknown;
}
