import twilio from 'twilio';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createTwilioEmulator,
  listen,
  type ListeningEmulators,
  manualClock,
  type TwilioEmulator,
} from '../../src/testing.ts';

const accountSid = `AC${'0123456789abcdef'.repeat(2)}`;
const authToken = 'a-token';
const message = { from: '+15005550006', to: '+15558675310', body: 'Hello' };

let server: ListeningEmulators | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** The client has no setting for its address, so its transport rewrites the origin of each request. */
class LoopbackClient extends twilio.RequestClient {
  private readonly base: string;
  constructor(base: string, options: ConstructorParameters<typeof twilio.RequestClient>[0] = {}) {
    super(options);
    this.base = base;
  }
  override request: InstanceType<typeof twilio.RequestClient>['request'] = (options) => {
    const { pathname, search } = new URL(options.uri);
    return super.request({ ...options, uri: `${this.base}${pathname}${search}` });
  };
}

async function sandbox(options: ConstructorParameters<typeof twilio.RequestClient>[0] = {}) {
  const clock = manualClock(Date.UTC(2026, 7, 24, 5, 1, 45));
  const emulator: TwilioEmulator = createTwilioEmulator({ accountSid, authToken, clock });
  server = await listen([emulator]);
  const { url } = server;
  const client = (username: string, password: string, account = accountSid) =>
    twilio(username, password, { accountSid: account, httpClient: new LoopbackClient(url, options) });
  return { emulator, clock, client, official: client(accountSid, authToken) };
}

async function refusal(promise: Promise<unknown>): Promise<InstanceType<typeof twilio.RestException>> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(twilio.RestException);
  return error as InstanceType<typeof twilio.RestException>;
}

describe('an accepted message (docs/providers.md 2.2)', () => {
  test('has the fields of the API in its types', async () => {
    const { official, emulator } = await sandbox();
    const sent = await official.messages.create(message);
    expect(sent).toMatchObject({
      ...message,
      accountSid,
      apiVersion: '2010-04-01',
      direction: 'outbound-api',
      status: 'queued',
      numSegments: '1',
      numMedia: '0',
      price: null,
      errorCode: null,
      messagingServiceSid: null,
      dateCreated: new Date('2026-08-24T05:01:45Z'),
      uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sent.sid}.json`,
    });
    expect(sent.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(emulator.messages()[0]).toMatchObject({ date_created: 'Mon, 24 Aug 2026 05:01:45 +0000' });
    expect((await official.messages(sent.sid).fetch()).body).toBe('Hello');
  });

  test('is accepted without a sender when a messaging service chooses one', async () => {
    const { official } = await sandbox();
    const messagingServiceSid = `MG${'f'.repeat(32)}`;
    const sent = await official.messages.create({ to: message.to, body: 'Hello', messagingServiceSid });
    expect(sent).toMatchObject({ status: 'accepted', from: null, messagingServiceSid });
  });

  test('has media, and a sid that says so', async () => {
    const { official } = await sandbox();
    const mediaUrl = ['https://example.com/a.png', 'https://example.com/b.png'];
    const sent = await official.messages.create({ ...message, mediaUrl });
    expect(sent.numMedia).toBe('2');
    expect(sent.sid).toMatch(/^MM/);
  });

  test('can be scheduled and cancelled, and its text erased', async () => {
    const { official, clock } = await sandbox();
    const later = {
      to: message.to,
      body: 'Later',
      messagingServiceSid: `MG${'0'.repeat(32)}`,
      scheduleType: 'fixed' as const,
      sendAt: new Date(clock.now() + 3_600_000),
    };
    const { sid, status } = await official.messages.create(later);
    expect(status).toBe('scheduled');
    expect((await official.messages(sid).update({ status: 'canceled' })).status).toBe('canceled');
    expect((await official.messages(sid).update({ body: '' })).body).toBe('');
    const soon = { ...later, sendAt: new Date(clock.now() + 60_000) };
    expect(await refusal(official.messages.create(soon))).toMatchObject({ status: 400, code: 35114 });
  });

  test('keeps hostile text as it is', async () => {
    const { official, emulator } = await sandbox();
    const body = 'a&To=+1 %41 + é 😀 {"x"}\n';
    await official.messages.create({ ...message, body });
    expect(emulator.messages()[0]!.body).toBe(body);
  });
});

describe('refusals (docs/providers.md 2.3 and 2.6)', () => {
  test.each([
    [{ from: '+15005550001' }, 21212],
    [{ from: '+15005550007' }, 21606],
    [{ from: '+15005550008' }, 21611],
    [{ from: '+15551230000' }, 21606],
    [{ from: 'ACME' }, 21606],
    [{ to: '+15005550001' }, 21211],
    [{ to: '+15005550002' }, 21612],
    [{ to: '+15005550003' }, 21408],
    [{ to: '+15005550004' }, 21610],
    [{ to: '+15005550009' }, 21614],
    [{ to: '555-1234' }, 21211],
    [{ body: undefined }, 21602],
    [{ from: undefined }, 21603],
    [{ to: '' }, 21604],
    [{ body: 'x'.repeat(1601) }, 21617],
  ])('%j is refused with %i', async (change, code) => {
    const { official, emulator } = await sandbox();
    const error = await refusal(official.messages.create({ ...message, ...change } as typeof message));
    expect(error).toMatchObject({
      status: 400,
      code,
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    });
    expect(emulator.messages()).toEqual([]);
  });

  test('a number that said STOP is refused from then on', async () => {
    const { official, emulator } = await sandbox();
    await official.messages.create(message);
    emulator.optOut(message.to);
    expect(await refusal(official.messages.create(message))).toMatchObject({ status: 400, code: 21610 });
  });

  test('wrong credentials are a 401, API keys are good ones', async () => {
    const { client } = await sandbox();
    const wrong = await refusal(client(accountSid, 'wrong').messages.create(message));
    expect(wrong).toMatchObject({ status: 401, code: 20003 });
    const sent = await client(`SK${'1'.repeat(32)}`, 'secret').messages.create(message);
    expect(sent.accountSid).toBe(accountSid);
  });

  test('what does not exist is a 404', async () => {
    const { official, client } = await sandbox();
    const unknown = official.messages(`SM${'0'.repeat(32)}`).fetch();
    expect(await refusal(unknown)).toMatchObject({ status: 404, code: 20404 });
    const other = client(accountSid, authToken, `AC${'9'.repeat(32)}`).messages.create(message);
    expect(await refusal(other)).toMatchObject({ status: 404, code: 20404 });
  });
});

describe('faults', () => {
  test('a 429 is an error that the client repeats only when told to', async () => {
    const { official, emulator } = await sandbox();
    emulator.faults.add({ effect: { kind: 'status', statusCode: 429, headers: { 'retry-after': '1' } } });
    expect(await refusal(official.messages.create(message))).toMatchObject({ status: 429, code: 20429 });
    expect(emulator.messages()).toEqual([]);
  });

  test('with automatic retries two 429s are one message', async () => {
    const { official, emulator } = await sandbox({ autoRetry: true });
    emulator.faults.add({ times: 2, effect: { kind: 'status', statusCode: 429 } });
    await official.messages.create(message);
    expect(emulator.requests.map(({ statusCode }) => statusCode)).toEqual([429, 429, 201]);
    expect(emulator.messages()).toHaveLength(1);
  });

  test('a 500 after the message was accepted is found by listing', async () => {
    const { official, emulator, clock } = await sandbox();
    const before = new Date(clock.now());
    emulator.faults.add({ effect: { kind: 'status', statusCode: 500, executed: true } });
    expect(await refusal(official.messages.create(message))).toMatchObject({ status: 500, code: 20500 });
    const found = await official.messages.list({ to: message.to, from: message.from, dateSentAfter: before });
    expect(found.map(({ sid }) => sid)).toEqual(emulator.messages().map(({ sid }) => sid));
  });
});

describe('lists', () => {
  test('the official client pages through them, newest first', async () => {
    const { official } = await sandbox();
    const sids: string[] = [];
    for (let i = 0; i < 5; i++) sids.unshift((await official.messages.create(message)).sid);
    expect((await official.messages.list({ pageSize: 2 })).map(({ sid }) => sid)).toEqual(sids);
  });

  test('filters keep what they name', async () => {
    const { official, clock } = await sandbox();
    const first = await official.messages.create(message);
    clock.advance(24 * 60 * 60 * 1000);
    const second = await official.messages.create({ ...message, to: '+15558675311' });
    const list = async (filter: Parameters<typeof official.messages.list>[0]) =>
      (await official.messages.list(filter as object)).map(({ sid }) => sid);
    expect(await list({ to: message.to })).toEqual([first.sid]);
    expect(await list({ from: '+15551230000' })).toEqual([]);
    const day = new Date(clock.now());
    expect(await list({ dateSentAfter: day })).toEqual([second.sid]);
    expect(await list({ dateSent: day })).toEqual([second.sid]);
    expect(await list({ dateSentBefore: new Date(clock.now() - 60_000) })).toEqual([first.sid]);
  });
});
