import { describe, expect, test } from 'vitest';
import { answering } from '../../test/support/pets.ts';
import { manualClock } from '../emulator/manual-clock.ts';
import { never } from '../engine/never.ts';
import { type HttpRequest, TransportFailure } from '../engine/ports.ts';
import { send } from './send.ts';

const request: HttpRequest = { method: 'POST', url: 'https://pets.example/', headers: {} };
const reset = new TransportFailure('reset', 'unknown', 'the connection was reset');
const refused = new TransportFailure('refused', 'not-sent', 'the connection was refused');

async function sent(repeatable: boolean, ...answers: Parameters<typeof answering>) {
  const transport = answering(...answers);
  const clock = manualClock();
  const result = await send(request, repeatable, { transport, clock, signal: () => never });
  return { ...result, tries: transport.requests.length, sleeps: clock.sleeps };
}

describe('sending', () => {
  test('gives the answer, whatever its status, and repeats none', async () => {
    const { response, requests, tries } = await sent(true, { statusCode: 503 });
    expect([response?.statusCode, requests, tries]).toEqual([503, 1, 1]);
  });

  test('repeats a call without an answer twice, with a growing wait, when it is repeatable', async () => {
    const { response, requests, sleeps } = await sent(true, reset, reset, { statusCode: 200 });
    expect([response?.statusCode, requests, sleeps]).toEqual([200, 3, [500, 1000]]);
    const { failure, tries } = await sent(true, reset);
    expect([failure?.reason, tries]).toEqual(['reset', 3]);
  });

  test('never repeats a call that is not repeatable', async () => {
    const { failure, requests, tries, sleeps } = await sent(false, reset, { statusCode: 200 });
    expect([failure, requests, tries, sleeps]).toEqual([reset, 1, 1, []]);
  });

  test('sends what certainly never left again, whatever it is, until a request may have arrived', async () => {
    expect(await sent(false, refused, refused, { statusCode: 200 })).toMatchObject({ requests: 1, tries: 3 });
    expect(await sent(false, refused, reset, { statusCode: 200 })).toMatchObject({
      failure: reset,
      requests: 1,
      tries: 2,
    });
  });

  test('gives up its wait for a repeat when it is interrupted', async () => {
    const transport = answering(reset);
    const controller = new AbortController();
    const clock = {
      ...manualClock(),
      sleep: () => {
        controller.abort();
        return Promise.reject(controller.signal.reason as Error);
      },
    };
    const { failure } = await send(request, true, { transport, clock, signal: () => controller.signal });
    expect(failure).toBe(reset);
    expect(transport.requests).toHaveLength(1);
  });

  test('counts only what was put on the wire', async () => {
    const { failure, requests, tries } = await sent(true, refused);
    expect([failure?.delivery, requests, tries]).toEqual(['not-sent', 0, 3]);
  });

  test('remembers that an earlier request may have arrived when the last certainly did not', async () => {
    const { failure, requests } = await sent(true, reset, refused, refused);
    expect([failure?.reason, failure?.delivery, requests]).toEqual(['refused', 'unknown', 1]);
  });

  test('does not repeat what another request would meet too', async () => {
    for (const reason of ['cancelled', 'too-large'] as const) {
      expect((await sent(true, new TransportFailure(reason, 'unknown', ''))).tries).toBe(1);
    }
  });

  test('lets errors that are not of the transport through: they are bugs', async () => {
    await expect(sent(true, new Error('bug'))).rejects.toThrow('bug');
  });
});
