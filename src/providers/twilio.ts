import type { FailureClass, ProviderVerdict } from '../engine/outcome.ts';
import { addFact, type Facts, member } from './facts.ts';
import { mentions } from './mentions.ts';
import type { KnownOutcome } from '../plan/known-outcome.ts';
import type { Exchange, Pace, ProviderProfile } from './profile.ts';
import { fieldOf, reconcileMessage } from './reconcile-message.ts';

/**
 * Twilio's REST API 2010-04-01. What is not in the OpenAPI description, and where it is from:
 *
 * - Creating a message has no documented idempotency: its CORS headers name `Idempotency-Key`, and no page describes one. So a create
 *   without an answer, or with a 5xx one, is in doubt and never sent again blindly.
 * - 429 (20429) was not processed and is safe to repeat (twilio.com/docs/api/errors/20429).
 * - Error codes are split and added over time (changelog of 2024-07-10), so the table is short and any other refusal is permanent.
 * - An API key is preferred over the account's token where both are complete: it can be restricted and revoked on its own.
 */
export const twilio: ProviderProfile = {
  name: 'twilio',
  title: 'Twilio',
  // Lookup is an API of its own at a host of its own, with the same credentials (twilio-oai, twilio_lookups_v2.json).
  origins: ['https://api.twilio.com', 'https://lookups.twilio.com'],
  recognises: (source) => mentions(source, 'twilio', 'twilio.com'),
  description: 'workflows/failed-payment-dunning/openapi/twilio.openapi.yaml',
  headers: {},
  credentials: [
    { kind: 'basic', username: 'TWILIO_API_KEY', password: 'TWILIO_API_SECRET' },
    { kind: 'basic', username: 'TWILIO_ACCOUNT_SID', password: 'TWILIO_AUTH_TOKEN' },
  ],
  verdict,
  reconcile: (call) => (isMessageCreate(call.request.method, call.path) ? reconcileMessage(call) : undefined),
  claims: ({ messageSid }) => (typeof messageSid === 'string' ? [`twilio:${messageSid}`] : []),
  pace: ({ path, request, scope: { body } }) =>
    isMessageCreate(request.method, path) ? paceOf(fieldOf(body, 'From')) : undefined,
  recipient: ({ method, path, body }) => (isMessageCreate(method, path) ? recipientOf(body) : undefined),
  outcomes: ({ method, path, body }) => (isMessageCreate(method, path) ? messageOutcomes(body) : []),
};

/** twilio.com/docs/api/errors, by what a person has to do about them. */
const classes: Readonly<Record<number, FailureClass>> = {
  20003: 'configuration', // Wrong, expired or foreign credentials.
  20429: 'rate-limited',
  20500: 'provider-error',
  21211: 'recipient', // Not a valid number.
  21212: 'configuration', // The sender is not valid.
  21408: 'configuration', // Texts to this country are not enabled.
  21606: 'configuration', // The sender cannot send texts.
  21608: 'configuration', // A trial account texts verified numbers only.
  21610: 'suppressed', // The recipient replied STOP.
  21611: 'rate-limited', // The sender's queue is full.
  21612: 'recipient', // This sender cannot reach this recipient.
  21614: 'recipient', // Not a mobile number.
  21659: 'configuration', // The sender is not a number of Twilio's.
  21660: 'configuration', // The sender belongs to another account.
  21661: 'configuration', // The sender has no text capability.
  30640: 'suppressed', // A known litigator, by the Compliance Toolkit.
};

function verdict({ request, path, response, failure }: Exchange): ProviderVerdict {
  const creates = request.method === 'POST' && !updatesResource.test(path);
  if (response === undefined) {
    return {
      facts: {},
      decided: false,
      mayRetry: true,
      inDoubt: creates && failure?.delivery === 'unknown',
    };
  }
  const { statusCode, headers, body } = response;
  const code = statusCode < 400 ? undefined : member(body, 'code');
  const classification = classify(statusCode, code);
  const isBroken = statusCode >= 500;
  return {
    facts: factsOf(headers, body, code),
    ...(classification === undefined ? {} : { classification }),
    decided: !isBroken && statusCode !== 429,
    // The same request gets the same refusal, and repeating it to someone who said STOP does harm.
    mayRetry:
      classification === undefined ||
      classification === 'rate-limited' ||
      classification === 'provider-error',
    inDoubt: creates && isBroken,
  };
}

/** A POST to one existing resource sets members of it; doing so twice is doing so once. */
const updatesResource = /\}(?:\.json)?$/;

function classify(statusCode: number, code: unknown): FailureClass | undefined {
  if (statusCode < 400) return undefined;
  if (statusCode >= 500) return 'provider-error';
  if (statusCode === 429) return 'rate-limited';
  if (typeof code === 'number' && Object.hasOwn(classes, code)) return classes[code];
  return statusCode === 401 || statusCode === 403 ? 'configuration' : 'invalid-request';
}

function factsOf(headers: Readonly<Record<string, string>>, body: unknown, code: unknown): Facts {
  const facts: Facts = {};
  addFact(facts, 'requestId', headers['twilio-request-id']);
  addFact(facts, 'errorCode', code);
  const sid = member(body, 'sid');
  if (typeof sid === 'string' && /^(?:SM|MM)[0-9a-f]{32}$/i.test(sid)) {
    facts.messageSid = sid;
    addFact(facts, 'messageStatus', member(body, 'status'));
    // The message's own fate, once Twilio knows it.
    addFact(facts, 'messageErrorCode', member(body, 'error_code'));
  }
  return facts;
}

function isMessageCreate(method: string, path: string): boolean {
  return method === 'POST' && /\/Messages(?:\.json)?$/.test(path);
}

/** Twilio takes numbers with punctuation; a list must not miss one for its spaces. Channel addresses keep their prefix. */
function recipientOf(body: unknown): string | undefined {
  const to = fieldOf(body, 'To');
  if (to === undefined) return undefined;
  const address = to.toLowerCase().replace(/[\s().-]/g, '');
  return address === '' ? undefined : address;
}

/**
 * Senders are slowed down, not refused: what is too fast queues at Twilio, and fails once four hours are queued. Long codes send one message a
 * second, toll-free numbers three, short codes ten at least; of other senders nothing is known (docs/providers.md 2.7).
 */
function paceOf(from: string | undefined): Pace | undefined {
  const digits = from?.replace(/[\s().-]/g, '') ?? '';
  const perSecond = /^\+1(?:800|833|844|855|866|877|888)\d{7}$/.test(digits)
    ? 3
    : /^\+\d{8,15}$/.test(digits)
      ? 1
      : /^\d{3,8}$/.test(digits)
        ? 10
        : undefined;
  return perSecond === undefined
    ? undefined
    : { key: `twilio sender ${digits}`, perSecond, burst: perSecond };
}

function messageOutcomes(body: unknown): readonly KnownOutcome[] {
  const service = member(body, 'MessagingServiceSid') !== undefined;
  return [
    {
      name: 'a message that is queued',
      statusCode: 201,
      body: {
        sid: `SM${'0'.repeat(31)}1`,
        status: service ? 'accepted' : 'queued',
        direction: 'outbound-api',
        num_segments: '1',
        num_media: '0',
        price: null,
        error_code: null,
        error_message: null,
      },
    },
    refusal('a recipient who has opted out', 400, 21610, 'Attempt to send to unsubscribed recipient'),
    refusal('a number that is not valid', 400, 21211, "The 'To' number is not a valid phone number."),
    refusal('credentials that are not valid', 401, 20003, 'Authenticate'),
    refusal('too many requests', 429, 20429, 'Too Many Requests'),
    refusal('an error at Twilio', 500, 20500, 'Internal Server Error'),
  ];
}

function refusal(name: string, status: number, code: number, message: string): KnownOutcome {
  const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  return { name, statusCode: status, body };
}
