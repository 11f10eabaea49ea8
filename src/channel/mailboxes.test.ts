import { describe, expect, test } from 'vitest';
import {
  type ChannelPlace,
  type ChannelTransport,
  type IncomingMessage,
  TransportFailure,
} from '../engine/ports.ts';
import { openMailboxes } from './mailboxes.ts';

const never = new AbortController().signal;
const place: ChannelPlace = {
  source: 'jobs',
  protocol: 'kafka',
  server: 'kafka://broker.example',
  address: 'jobs.{kind}',
};

/** A broker that hands over what it is given to everybody. */
function broker() {
  const takers = new Set<(message: IncomingMessage) => Promise<void>>();
  let subscribed = 0;
  const transport: ChannelTransport = {
    send: () => Promise.reject(new Error('Nothing is sent here.')),
    subscribe(_, deliver) {
      subscribed += 1;
      takers.add(deliver);
      return Promise.resolve(() => {
        takers.delete(deliver);
        return Promise.resolve();
      });
    },
  };
  return {
    transport,
    takers,
    subscriptions: () => subscribed,
    say: async (payload: string, own: Partial<IncomingMessage> = {}) => {
      const message = { address: 'jobs.done', headers: {}, payload: new TextEncoder().encode(payload) };
      for (const take of takers) await take({ ...message, ...own });
    },
  };
}

describe('the mailboxes of a run', () => {
  test('hold what came with its headers in lower case and its payload decoded', async () => {
    const { transport, say } = broker();
    const { mailboxes } = await openMailboxes([{ place, transport, contentType: 'application/json' }]);
    await say('{"id":9007199254740993}', { headers: { 'Request-ID': 'r1' } });
    await say('plain', { contentType: 'text/plain' });
    const json = await mailboxes.of(place).take(() => true, never);
    expect(json.address).toBe('jobs.done');
    expect(json.header).toEqual({ 'request-id': 'r1' });
    expect(JSON.stringify(json.payload)).toContain('9007199254740993');
    expect((await mailboxes.of(place).take(() => true, never)).payload).toBe('plain');
  });

  test('are one for a place, however many steps await messages there', async () => {
    const { transport, subscriptions } = broker();
    const awaited = { place, transport, contentType: 'application/json' };
    await openMailboxes([awaited, { ...awaited, place: { ...place } }]);
    expect(subscriptions()).toBe(1);
    await openMailboxes([awaited, { ...awaited, place: { ...place, source: 'others' } }]);
    expect(subscriptions()).toBe(3);
  });

  test('end what they have begun when they close', async () => {
    const { transport, takers } = broker();
    const { mailboxes } = await openMailboxes([{ place, transport, contentType: 'application/json' }]);
    expect(takers.size).toBe(1);
    await mailboxes.close();
    expect(takers.size).toBe(0);
  });

  test('belong to one run: what one takes, another still has', async () => {
    const { transport, say } = broker();
    const awaited = [{ place, transport, contentType: 'application/json' }];
    const one = await openMailboxes(awaited);
    const other = await openMailboxes(awaited);
    await say('1');
    expect((await one.mailboxes.of(place).take(() => true, never)).payload).toBe(1);
    expect((await other.mailboxes.of(place).take(() => true, never)).payload).toBe(1);
  });

  test('a place that cannot be listened at is a finding; whatever else goes wrong there is not hidden', async () => {
    const failing = (failure: Error): ChannelTransport => ({
      ...broker().transport,
      subscribe: () => Promise.reject(failure),
    });
    const refused = failing(new TransportFailure('refused', 'not-sent', 'the broker refused the connection'));
    const { diagnostics } = await openMailboxes([
      { place, transport: refused, contentType: 'application/json' },
    ]);
    expect(diagnostics).toMatchObject([
      {
        code: 'channel/unavailable',
        severity: 'error',
        message:
          'Messages to "jobs.{kind}" of source "jobs" cannot be received: the broker refused the connection.',
      },
    ]);
    const broken = failing(new Error('a bug'));
    const opening = openMailboxes([{ place, transport: broken, contentType: 'application/json' }]);
    await expect(opening).rejects.toThrow('a bug');
  });
});
