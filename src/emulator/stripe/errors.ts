/** The `error` of a Stripe error envelope, without what depends on the request (`doc_url`, `request_log_url`). */
export interface StripeError {
  readonly type: 'card_error' | 'invalid_request_error' | 'idempotency_error' | 'api_error';
  readonly code?: string;
  readonly message: string;
  readonly param?: string;
  readonly [field: string]: unknown;
}

/** An answer other than 200, thrown by whatever finds the reason. */
export class StripeFailure extends Error {
  readonly statusCode: number;
  readonly error: StripeError;
  constructor(statusCode: number, error: StripeError) {
    super(error.message);
    this.name = 'StripeFailure';
    this.statusCode = statusCode;
    this.error = error;
  }
}

/** A 400 about the request: `details` are `code`, `param` and further fields. */
export function invalid(message: string, details: Readonly<Record<string, unknown>> = {}): StripeFailure {
  return new StripeFailure(400, { type: 'invalid_request_error', message, ...details });
}

/** An id that names nothing: 404 when it was in the path, 400 when it was a parameter (docs/providers.md 1.2). */
export function noSuch(noun: string, id: string, param: string, where: 'path' | 'parameter'): StripeFailure {
  return new StripeFailure(where === 'path' ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  });
}

/** What the error of an injected status says. */
export function injectedError(statusCode: number): StripeError {
  if (statusCode === 429) {
    return {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message: 'Too many requests arrived too quickly. Slow down and try again.',
    };
  }
  if (statusCode >= 500) {
    return { type: 'api_error', message: 'Something went wrong on the side of the API. Try again.' };
  }
  return { type: 'invalid_request_error', message: `The request was refused with status ${statusCode}.` };
}

/** Where the documentation of an error code is. */
export function docUrl(code: string): string {
  return `https://docs.stripe.com/error-codes/${code.replaceAll('_', '-')}`;
}
