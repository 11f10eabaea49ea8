import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { load, prepare, type RunResult, start } from '../../../src/index.ts';
import {
  createStripeEmulator,
  createTwilioEmulator,
  emulatorTransport,
  manualClock,
  type RecordedRequest,
} from '../../../src/testing.ts';

const accountSid = 'AC0123456789abcdef0123456789abcdef';
const credentials = {
  STRIPE_API_KEY: 'sk_test_hostile',
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: 'hostile-token',
};

/** What means something in URLs, forms, header fields, expressions and templates. */
const meaningful = `& = + % %2e %00 # ? / . .. \\ ; [ ] [] { } {$inputs.text} $inputs.text $ " ' , : @ * ~ amount=1 __proto__ é 🧵`;
const halfSurrogates = ['\ud83e', '\uddf5'];
const spaces = [' ', '\t', '\n', '\r\n', '\0', '\u2028', '\ufeff'];
const fragment = fc.constantFrom(...meaningful.split(' '), ...halfSurrogates, ...spaces, 'Bcc: x');

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.oneof(fragment, fc.string({ maxLength: 3 })), { maxLength: 8 }).map((parts) => parts.join('')),
);

/** Half of a surrogate pair has no UTF-8, so such text cannot be sent as it is. */
const hasUtf8 = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/** Prepares a document of one step, and gives a function that runs it with a text and tells what was sent. */
async function sender(
  step: object,
): Promise<(text: string) => Promise<{ result: RunResult; sent: readonly RecordedRequest[] }>> {
  const description = (name: string): string =>
    fileURLToPath(
      new URL(`../../../workflows/failed-payment-dunning/openapi/${name}.openapi.yaml`, import.meta.url),
    );
  const document = {
    arazzo: '1.0.1',
    info: { title: 'One hostile text', version: '1.0.0' },
    sourceDescriptions: ['stripe', 'twilio'].map((name) => ({
      name,
      url: description(name),
      type: 'openapi',
    })),
    workflows: [
      {
        workflowId: 'hostile',
        inputs: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
        steps: [{ stepId: 'send', ...step }],
      },
    ],
  };
  const { plan, diagnostics } = await load('hostile.arazzo.json', { text: JSON.stringify(document) });
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  const clock = manualClock();
  const emulators = [createStripeEmulator({ clock }), createTwilioEmulator({ clock })];
  const { prepared } = await prepare(plan, { credentials, clock, transport: emulatorTransport(emulators) });
  const arrived = (): readonly RecordedRequest[] => emulators.flatMap(({ requests }) => requests);
  let before = 0;
  return async (text) => {
    const result = await start(prepared!, { inputs: { text } });
    const sent = arrived().slice(before);
    before = arrived().length;
    return { result, sent };
  };
}

const form = (operationId: string, payload: object, parameters: readonly object[] = []): object => ({
  operationId: `$sourceDescriptions.${operationId}`,
  parameters,
  requestBody: { contentType: 'application/x-www-form-urlencoded', payload },
});
const fieldsOf = ({ headers }: RecordedRequest): readonly string[] => Object.keys(headers).toSorted();
const formFields = ['accept', 'authorization', 'content-type'];
const stripeFields = [...formFields, 'idempotency-key', 'stripe-version'];

describe('whatever text a free input holds', () => {
  test('a nested form decodes to that text, in as many fields as the document has', async () => {
    const send = await sender(
      form('stripe.PostPaymentIntents', {
        amount: 1999,
        currency: 'usd',
        payment_method: '$inputs.text',
        description: 'a {$inputs.text} b',
        metadata: { note: '$inputs.text' },
        expand: ['$inputs.text'],
      }),
    );
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const { sent } = await send(text);
        expect(sent).toHaveLength(hasUtf8(text) ? 1 : 0);
        for (const request of sent) {
          expect(request.form).toEqual([
            ['amount', '1999'],
            ['currency', 'usd'],
            ['payment_method', text],
            ['description', `a ${text} b`],
            ['metadata[note]', text],
            ['expand[0]', text],
          ]);
          expect([request.path, request.query]).toEqual(['/v1/payment_intents', '']);
          expect(fieldsOf(request)).toEqual(stripeFields);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a form with repeated fields decodes to that text', async () => {
    const send = await sender(
      form(
        'twilio.createMessage',
        {
          From: '+15005550006',
          To: '$inputs.text',
          Body: '$inputs.text',
          MediaUrl: ['$inputs.text', '$inputs.text'],
        },
        [{ name: 'AccountSid', in: 'path', value: accountSid }],
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const { sent } = await send(text);
        expect(sent).toHaveLength(hasUtf8(text) ? 1 : 0);
        for (const request of sent) {
          expect(request.form).toEqual([
            ['From', '+15005550006'],
            ['To', text],
            ['Body', text],
            ['MediaUrl', text],
            ['MediaUrl', text],
          ]);
          expect(fieldsOf(request)).toEqual(formFields);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a path has as many segments as its template, and one of them decodes to that text', async () => {
    const send = await sender({
      operationId: '$sourceDescriptions.twilio.fetchMessage',
      parameters: [
        { name: 'AccountSid', in: 'path', value: '$inputs.text' },
        { name: 'Sid', in: 'path', value: '$inputs.text' },
      ],
    });
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const { sent, result } = await send(text);
        // An empty segment, `.` or `..` would make another path of it.
        expect(sent).toHaveLength(hasUtf8(text) && !['', '.', '..'].includes(text) ? 1 : 0);
        expect(result.status).toBe('failed');
        for (const { path, query } of sent) {
          const segments = path.split('/').map(decodeURIComponent);
          expect(segments).toEqual(['', '2010-04-01', 'Accounts', text, 'Messages', `${text}.json`]);
          expect(query).toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a query decodes to that text, in as many pairs as the document has', async () => {
    const send = await sender({
      operationId: '$sourceDescriptions.stripe.GetPaymentIntents',
      parameters: [
        { name: 'customer', in: 'query', value: '$inputs.text' },
        { name: 'expand', in: 'query', value: ['$inputs.text'] },
        { name: 'undeclared', in: 'query', value: '$inputs.text' },
      ],
    });
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const { sent } = await send(text);
        expect(sent).toHaveLength(hasUtf8(text) ? 1 : 0);
        for (const { path, query } of sent) {
          expect([...new URLSearchParams(query)]).toEqual([
            ['customer', text],
            ['expand[0]', text],
            ['undeclared', text],
          ]);
          expect(path).toBe('/v1/payment_intents');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a header field holds that text or nothing is sent, and there is no other field', async () => {
    const send = await sender(
      form('stripe.PostPaymentIntents', { amount: 1999, currency: 'usd' }, [
        { name: 'X-Note', in: 'header', value: '$inputs.text' },
      ]),
    );
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const { sent } = await send(text);
        expect(sent).toHaveLength(/^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$|^$/.test(text) ? 1 : 0);
        for (const request of sent) {
          expect(request.headers['x-note']).toBe(text);
          expect(fieldsOf(request)).toEqual([...stripeFields, 'x-note']);
        }
      }),
      { numRuns: 300 },
    );
  });
});
