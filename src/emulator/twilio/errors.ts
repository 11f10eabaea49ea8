/** An answer of Twilio's that is an error. See docs/providers.md 2.3. */
export class TwilioFailure extends Error {
  readonly statusCode: number;
  /** Twilio's number for it; clients decide on this, not on the text. */
  readonly code: number;
  constructor(statusCode: number, code: number, message: string) {
    super(message);
    this.name = 'TwilioFailure';
    this.statusCode = statusCode;
    this.code = code;
  }
}

/** The body of an error. */
export function envelope({ code, message, statusCode }: TwilioFailure): object {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status: statusCode };
}

/** What an injected status says. */
export function injectedFailure(statusCode: number): TwilioFailure {
  if (statusCode === 429) return new TwilioFailure(429, 20429, 'Too many requests at once. Try again later.');
  if (statusCode >= 500) return new TwilioFailure(statusCode, 20500, 'Something went wrong on the server.');
  return new TwilioFailure(statusCode, 20001, `The request was refused with status ${statusCode}.`);
}
