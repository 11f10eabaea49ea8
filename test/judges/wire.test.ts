import { fileURLToPath } from 'node:url';
import { Stripe } from 'stripe';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load, type RunResult, run } from '../../src/index.ts';
import { createStripeEmulator, createTwilioEmulator } from '../../src/testing.ts';
import { createRecorder, type Recorder, type WireRequest } from './recorder.ts';

const apiKey = 'sk_test_wire';
const accountSid = `AC${'0123456789abcdef'.repeat(2)}`;
const authToken = 'a-token: with a colon';
const accountCredentials = {
  STRIPE_API_KEY: apiKey,
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: authToken,
};
const hostile = `a b+c%20&d=e#f?/é🧵"'()*!~[x]{y}\\`;

let recorder: Recorder;
let official: { readonly stripe: Stripe; readonly twilio: ReturnType<typeof twilio> };

beforeAll(async () => {
  recorder = await createRecorder([
    createStripeEmulator({ apiKey }),
    createTwilioEmulator({ accountSid, authToken }),
  ]);
  const { hostname, port } = new URL(recorder.url);
  official = {
    stripe: new Stripe(apiKey, {
      host: hostname,
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    }),
    twilio: twilio(accountSid, authToken, { httpClient: new LoopbackClient() }),
  };
});
afterAll(() => recorder.close());

/** The client has no setting for its address, so its transport rewrites the origin of each request. */
class LoopbackClient extends twilio.RequestClient {
  override request: InstanceType<typeof twilio.RequestClient>['request'] = (options) => {
    const { pathname, search } = new URL(options.uri);
    return super.request({ ...options, uri: `${recorder.url}${pathname}${search}` });
  };
}

/**
 * Every difference that is allowed. A header field that is not here must be there on both sides, with the same value.
 * Beside these, `!'()*` and the brackets of a value may be percent-encoded on one side only: the client of Stripe leaves them as they are, that of
 * Twilio does as Heddle does.
 */
const mayDiffer: Readonly<Record<string, (own: WireRequest, theirs: WireRequest) => boolean>> = {
  // They name the client.
  'user-agent': () => true,
  'x-twilio-client': () => true,
  // It tells Stripe about the machine, which no answer depends on.
  'x-stripe-client-user-agent': () => true,
  // Heddle names what the description declares, and takes anything else at low weight.
  accept: (own) => fieldOf(own, 'accept') === 'application/json, */*;q=0.1',
  // Obsolete (RFC 9110, section 12.5.2).
  'accept-charset': (_, theirs) => fieldOf(theirs, 'accept-charset') === 'utf-8',
  // Each side decodes what it can, and pools connections in its own way.
  'accept-encoding': () => true,
  connection: () => true,
  // Random there, a function of run and attempt here; on both sides or on neither.
  'idempotency-key': (own, theirs) => isThere(own, 'idempotency-key') && isThere(theirs, 'idempotency-key'),
  // The client of Stripe names the type of a body that is not there.
  'content-type': (own, theirs) => own.body === '' && theirs.body === '',
  // Follows from the spelling of the body, which is compared by itself.
  'content-length': (own, theirs) => own.body !== theirs.body,
};

const fieldOf = ({ headers }: WireRequest, name: string): string | undefined =>
  headers.find(([field]) => field === name)?.[1];
const isThere = (request: WireRequest, name: string): boolean => fieldOf(request, name) !== undefined;

/** With `!'()*[]` percent-encoded, whoever wrote it. */
const spelt = (text: string): string =>
  text.replace(/[!'()*[\]]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** Both requests as far as they must be equal. */
function comparable(own: WireRequest, theirs: WireRequest): readonly [own: object, theirs: object] {
  const names = Object.keys(mayDiffer).filter((name) => mayDiffer[name]!(own, theirs));
  const compared = (request: WireRequest): object => ({
    ...request,
    path: spelt(request.path),
    body: spelt(request.body),
    headers: request.headers
      .filter(([name]) => !names.includes(name))
      .map(([name, value]) => `${name}: ${value}`)
      .toSorted(),
  });
  return [compared(own), compared(theirs)];
}

/** One call of an operation, as a document says it. */
interface Call {
  readonly operation: string;
  /** By `in`, then by name. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Runs a document of one step that makes the call, in which every text comes from an input. */
async function heddle(
  { operation, parameters = {}, body }: Call,
  credentials: Readonly<Record<string, string>> = accountCredentials,
): Promise<RunResult> {
  const inputs: Record<string, string> = {};
  const passed = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const name = `text${Object.keys(inputs).length}`;
      inputs[name] = value;
      return `$inputs.${name}`;
    }
    if (Array.isArray(value)) return value.map(passed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, passed(member)]));
  };
  const step = {
    stepId: 'call',
    operationId: `$sourceDescriptions.${operation}`,
    parameters: Object.entries(parameters).flatMap(([where, values]) =>
      Object.entries(values).map(([name, value]) => ({ name, in: where, value: passed(value) })),
    ),
    ...(body === undefined
      ? {}
      : { requestBody: { contentType: 'application/x-www-form-urlencoded', payload: passed(body) } }),
  };
  const properties = Object.fromEntries(Object.keys(inputs).map((name) => [name, { type: 'string' }]));
  const document = {
    arazzo: '1.0.1',
    info: { title: 'One call', version: '1.0.0' },
    sourceDescriptions: ['stripe', 'twilio'].map((name) => ({
      name,
      url: fileURLToPath(
        new URL(`../../workflows/failed-payment-dunning/openapi/${name}.openapi.yaml`, import.meta.url),
      ),
      type: 'openapi',
    })),
    workflows: [
      {
        workflowId: 'one',
        inputs: { type: 'object', required: Object.keys(inputs), properties },
        steps: [step],
      },
    ],
  };
  const { plan, diagnostics } = await load('one.arazzo.json', { text: JSON.stringify(document) });
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  return run(plan, {
    inputs,
    servers: { stripe: recorder.url, twilio: recorder.url },
    credentials,
  });
}

/** The one request that something sent, whatever the provider's answer. */
async function wired(act: () => Promise<unknown>): Promise<WireRequest> {
  recorder.take();
  await act().catch((error: unknown) => {
    const isAnswer = error instanceof Stripe.errors.StripeError || error instanceof twilio.RestException;
    if (!isAnswer) throw error;
  });
  const requests = recorder.take();
  expect(requests).toHaveLength(1);
  return requests[0]!;
}

const intent = 'pi_3Wire';
const message = `SM${'0'.repeat(32)}`;
const never = { enabled: true, allow_redirects: 'never' } as const;
const payment = {
  amount: 1999,
  currency: 'usd',
  payment_method: 'pm_card_visa',
  automatic_payment_methods: never,
};
const account = { AccountSid: accountSid };

describe('Heddle and the official client of Stripe send the same', () => {
  const everything = {
    ...payment,
    confirm: true,
    description: hostile,
    receipt_email: 'pat+billing@example.com',
    statement_descriptor_suffix: '',
    metadata: { 'r 1&2': hostile, é: '', 'a.b+c': '%', workflow: 'failed payment' },
    expand: ['latest_charge', 'customer'],
  };
  const page = {
    customer: 'cus_1',
    created: { gte: 1_700_000_000, lt: 1_800_000_000 },
    limit: 3,
    expand: ['data.customer', 'data.latest_charge'],
  };
  const customer = {
    name: 'Zoë Ünal',
    email: 'zoe+test@example.com',
    phone: '+15558675310',
    description: 'Owes 100% & more',
    invoice_settings: { default_payment_method: 'pm_1' },
    metadata: { note: hostile },
  };
  const id = { path: { intent } };

  test.each<[string, Call, () => Promise<unknown>]>([
    [
      'create a payment',
      { operation: 'stripe.PostPaymentIntents', body: payment },
      () => official.stripe.paymentIntents.create(payment),
    ],
    [
      'create a payment with everything in it',
      { operation: 'stripe.PostPaymentIntents', body: everything },
      () => official.stripe.paymentIntents.create(everything),
    ],
    [
      'confirm it',
      { operation: 'stripe.PostPaymentIntentsIntentConfirm', parameters: id, body: { off_session: true } },
      () => official.stripe.paymentIntents.confirm(intent, { off_session: true }),
    ],
    [
      'confirm it for a customer who is there',
      {
        operation: 'stripe.PostPaymentIntentsIntentConfirm',
        parameters: id,
        body: { off_session: false, return_url: 'https://acme.example/back?a=1&b=2#c' },
      },
      () =>
        official.stripe.paymentIntents.confirm(intent, {
          off_session: false,
          return_url: 'https://acme.example/back?a=1&b=2#c',
        }),
    ],
    [
      'confirm it without a word',
      { operation: 'stripe.PostPaymentIntentsIntentConfirm', parameters: id },
      () => official.stripe.paymentIntents.confirm(intent),
    ],
    [
      'retrieve it',
      { operation: 'stripe.GetPaymentIntentsIntent', parameters: id },
      () => official.stripe.paymentIntents.retrieve(intent),
    ],
    [
      'retrieve it with more',
      {
        operation: 'stripe.GetPaymentIntentsIntent',
        parameters: { ...id, query: { expand: ['latest_charge', 'customer'] } },
      },
      () => official.stripe.paymentIntents.retrieve(intent, { expand: ['latest_charge', 'customer'] }),
    ],
    [
      'retrieve one with a strange id',
      { operation: 'stripe.GetPaymentIntentsIntent', parameters: { path: { intent: hostile } } },
      () => official.stripe.paymentIntents.retrieve(hostile),
    ],
    [
      'cancel it',
      {
        operation: 'stripe.PostPaymentIntentsIntentCancel',
        parameters: id,
        body: { cancellation_reason: 'abandoned' },
      },
      () => official.stripe.paymentIntents.cancel(intent, { cancellation_reason: 'abandoned' }),
    ],
    [
      'cancel it without a word',
      { operation: 'stripe.PostPaymentIntentsIntentCancel', parameters: id },
      () => official.stripe.paymentIntents.cancel(intent),
    ],
    [
      'list payments',
      { operation: 'stripe.GetPaymentIntents', parameters: { query: page } },
      () => official.stripe.paymentIntents.list(page),
    ],
    [
      'create a customer',
      { operation: 'stripe.PostCustomers', body: customer },
      () => official.stripe.customers.create(customer),
    ],
  ])('to %s', async (_, call, officially) => {
    const [own, theirs] = comparable(await wired(() => heddle(call)), await wired(officially));
    expect(own).toEqual(theirs);
  });
});

describe('Heddle and the official client of Twilio send the same', () => {
  test.each<[string, Call, () => Promise<unknown>]>([
    [
      'create a message',
      {
        operation: 'twilio.createMessage',
        parameters: { path: account },
        body: { To: '+15558675310', From: '+15005550006', Body: hostile },
      },
      () => official.twilio.messages.create({ to: '+15558675310', from: '+15005550006', body: hostile }),
    ],
    [
      'create a message with everything in it',
      {
        operation: 'twilio.createMessage',
        parameters: { path: account },
        body: {
          To: '+15558675310',
          StatusCallback: 'https://acme.example/sms?run=1&x=a b',
          ProvideFeedback: true,
          ValidityPeriod: 3600,
          SmartEncoded: false,
          ScheduleType: 'fixed',
          SendAt: '2026-12-24T12:00:00Z',
          MessagingServiceSid: `MG${'0'.repeat(32)}`,
          Body: '',
          MediaUrl: ['https://acme.example/a.png', 'https://acme.example/b.png?x=1&y=2'],
        },
      },
      () =>
        official.twilio.messages.create({
          to: '+15558675310',
          statusCallback: 'https://acme.example/sms?run=1&x=a b',
          provideFeedback: true,
          validityPeriod: 3600,
          smartEncoded: false,
          scheduleType: 'fixed',
          sendAt: new Date('2026-12-24T12:00:00Z'),
          messagingServiceSid: `MG${'0'.repeat(32)}`,
          body: '',
          mediaUrl: ['https://acme.example/a.png', 'https://acme.example/b.png?x=1&y=2'],
        }),
    ],
    [
      'list messages',
      {
        operation: 'twilio.listMessage',
        parameters: {
          path: account,
          query: {
            To: '+15558675310',
            From: '+15005550006',
            'DateSent>': '2026-08-01T00:00:00Z',
            PageSize: 5,
          },
        },
      },
      () =>
        official.twilio.messages.list({
          to: '+15558675310',
          from: '+15005550006',
          dateSentAfter: new Date('2026-08-01T00:00:00Z'),
          pageSize: 5,
        }),
    ],
    [
      'fetch a message',
      { operation: 'twilio.fetchMessage', parameters: { path: { ...account, Sid: message } } },
      () => official.twilio.messages(message).fetch(),
    ],
    [
      'cancel a message',
      {
        operation: 'twilio.updateMessage',
        parameters: { path: { ...account, Sid: message } },
        body: { Status: 'canceled' },
      },
      () => official.twilio.messages(message).update({ status: 'canceled' }),
    ],
    [
      'erase a message',
      {
        operation: 'twilio.updateMessage',
        parameters: { path: { ...account, Sid: message } },
        body: { Body: '' },
      },
      () => official.twilio.messages(message).update({ body: '' }),
    ],
  ])('to %s', async (_, call, officially) => {
    const [own, theirs] = comparable(await wired(() => heddle(call)), await wired(officially));
    expect(own).toEqual(theirs);
  });

  test('with an API key, which is not the account in the path', async () => {
    const key = `SK${'0'.repeat(32)}`;
    const keyed = twilio(key, 'a-secret', { accountSid, httpClient: new LoopbackClient() });
    const credentials = { STRIPE_API_KEY: apiKey, TWILIO_API_KEY: key, TWILIO_API_SECRET: 'a-secret' };
    const call = {
      operation: 'twilio.fetchMessage',
      parameters: { path: { ...account, Sid: message } },
    };
    const [own, theirs] = comparable(
      await wired(() => heddle(call, credentials)),
      await wired(() => keyed.messages(message).fetch()),
    );
    expect(own).toEqual(theirs);
  });
});

describe('the dunning workflow sends what the official clients would', () => {
  test('from the create to the text', async () => {
    const { plan } = await load('failed-payment-dunning');
    recorder.take();
    const result = await run(plan!, {
      inputs: {
        amount: 1999,
        currency: 'usd',
        paymentMethod: 'pm_card_visa_chargeDeclined',
        accountSid,
        fromNumber: '+15005550006',
        toNumber: '+15558675310',
        brandName: 'Größe & Søn',
      },
      servers: { stripeApi: recorder.url, twilioApi: recorder.url },
      credentials: accountCredentials,
    });
    expect(result.status).toBe('completed');
    const [create, confirm, read, text, ...more] = recorder.take();
    expect(more).toEqual([]);

    const id = result.outputs['paymentId'] as string;
    const { paymentIntents } = official.stripe;
    const charge = {
      ...payment,
      payment_method: 'pm_card_visa_chargeDeclined',
      metadata: { workflow: 'failed-payment-dunning' },
    };
    const pairs = [
      comparable(create!, await wired(() => paymentIntents.create(charge))),
      comparable(confirm!, await wired(() => paymentIntents.confirm(id, { off_session: true }))),
      comparable(read!, await wired(() => paymentIntents.retrieve(id))),
    ];
    for (const [own, theirs] of pairs) expect(own).toEqual(theirs);

    const body = `Your payment ${id} to Größe & Søn could not be processed. Please update your card.\n\nReply STOP to opt out.`;
    const sms = { to: '+15558675310', from: '+15005550006', body };
    const [own, theirs] = comparable(
      inOrder(text!),
      inOrder(await wired(() => official.twilio.messages.create(sms))),
    );
    expect(own).toEqual(theirs);
  });
});

/** The client of Twilio has an order of fields of its own, whatever it is given; the document has another. */
function inOrder(request: WireRequest): WireRequest {
  const body = request.body.split('&').toSorted().join('&');
  return { ...request, body, pairs: [...new URLSearchParams(body)] };
}
