import { describe, expect, test } from 'vitest';
import { manualClock } from '../emulator/manual-clock.ts';
import { never } from '../engine/never.ts';
import { type Transport, TransportFailure } from '../engine/ports.ts';
import { send } from './send.ts';
import { withinTime } from './within-time.ts';

/** Sends a GET within 1000 ms to a server that takes so many milliseconds for each request, and then answers or breaks off. */
async function sent(takes: number, breaksOff: boolean) {
  const clock = manualClock();
  let requests = 0;
  const transport: Transport = {
    async send(_, signal) {
      if (signal.aborted) throw new TransportFailure('cancelled', 'not-sent', 'cancelled');
      requests += 1;
      clock.advance(takes);
      if (signal.aborted) throw new TransportFailure('cancelled', 'unknown', 'cancelled');
      if (breaksOff) throw new TransportFailure('reset', 'unknown', 'the connection was reset');
      return { statusCode: 200, headers: {}, body: new Uint8Array() };
    },
  };
  const world = { transport, clock, signal: () => never };
  const request = { method: 'GET', url: 'https://pets.example/', headers: {} };
  const result = await withinTime({ timeout: 1000 }, world, (within) => send(request, true, within));
  const after = clock.now();
  clock.advance(10_000);
  return { ...result, requests, passed: after - Date.UTC(2026, 0, 1) };
}

describe('a time limit', () => {
  test('lets an answer pass that comes before it', async () => {
    expect(await sent(999, false)).toMatchObject({ response: { statusCode: 200 }, passed: 999 });
  });

  test('cuts off a request that takes longer, which is not repeated', async () => {
    const { failure, requests } = await sent(1000, false);
    expect(failure).toMatchObject({ reason: 'timeout', delivery: 'unknown' });
    expect(requests).toBe(1);
  });

  test('covers the repeats of a call without an answer, and the waits between them', async () => {
    const { failure, requests } = await sent(600, true);
    expect(failure).toMatchObject({ reason: 'timeout', delivery: 'unknown' });
    expect(requests).toBe(1);
    // The third request is not sent any more, and yet the second may have arrived.
    expect(await sent(0, true)).toMatchObject({
      requests: 2,
      failure: { reason: 'timeout', delivery: 'unknown' },
    });
  });

  test('leaves other failures as they are', async () => {
    const world = { clock: manualClock(), signal: () => never };
    const transport = { send: () => Promise.reject(new TransportFailure('dns', 'not-sent', 'unknown host')) };
    const request = { method: 'GET', url: 'https://pets.example/', headers: {} };
    const { failure } = await withinTime({ timeout: 60_000 }, { ...world, transport }, (within) =>
      send(request, true, within),
    );
    expect(failure).toMatchObject({ reason: 'dns' });
  });
});

test('from the moment on when the run may take no longer, no request begins, the repeats of one included', async () => {
  const clock = manualClock();
  let requests = 0;
  const transport: Transport = {
    async send() {
      requests += 1;
      clock.advance(100);
      throw new TransportFailure('reset', 'unknown', 'the connection was reset');
    },
  };
  const world = { transport, clock, signal: () => never };
  const request = { method: 'GET', url: 'https://pets.example/', headers: {} };
  const sending = (milliseconds: number) =>
    withinTime({ deadline: clock.now() + milliseconds }, world, (within) => send(request, true, within));
  expect(await sending(500)).toMatchObject({
    requests: 1,
    failure: { reason: 'cancelled', delivery: 'unknown' },
  });
  expect(await sending(0)).toMatchObject({
    requests: 0,
    failure: { reason: 'cancelled', delivery: 'not-sent' },
  });
  expect(requests).toBe(1);
});
