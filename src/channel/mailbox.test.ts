import { describe, expect, test } from 'vitest';
import { mailbox, most, type ReceivedMessage } from './mailbox.ts';

const any = (): boolean => true;
const never = new AbortController().signal;

function message(payload: unknown): ReceivedMessage {
  return { address: 'jobs', header: {}, payload };
}

describe('a mailbox', () => {
  test('gives what came before a step waits, in the order of coming', async () => {
    const box = mailbox();
    for (const each of [1, 2, 3]) box.deliver(message(each), 1);
    expect((await box.take(any, never)).payload).toBe(1);
    expect((await box.take(({ payload }) => payload === 3, never)).payload).toBe(3);
    expect((await box.take(any, never)).payload).toBe(2);
  });

  test('gives a message that comes to the one that has waited longest of those that it matches', async () => {
    const box = mailbox();
    const first = box.take(({ payload }) => payload !== 'b', never);
    const second = box.take(any, never);
    box.deliver(message('b'), 1);
    expect((await second).payload).toBe('b');
    box.deliver(message('a'), 1);
    expect((await first).payload).toBe('a');
  });

  test('gives each message once', async () => {
    const box = mailbox();
    const controller = new AbortController();
    box.deliver(message('only'), 1);
    await box.take(any, never);
    const again = box.take(any, controller.signal);
    controller.abort(new Error('enough'));
    await expect(again).rejects.toThrow('enough');
  });

  test('keeps a message that comes after whoever waited for it has gone', async () => {
    const box = mailbox();
    const controller = new AbortController();
    const gone = box.take(any, controller.signal);
    controller.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    box.deliver(message('late'), 1);
    expect((await box.take(any, never)).payload).toBe('late');
  });

  test('does not begin to wait when it is too late already', async () => {
    const box = mailbox();
    await expect(box.take(any, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
    box.deliver(message('kept'), 1);
    expect((await box.take(any, never)).payload).toBe('kept');
  });

  test('drops the oldest when there are too many, and tells how many', async () => {
    const box = mailbox();
    for (let each = 0; each < most.messages + 2; each++) box.deliver(message(each), 1);
    expect(box.dropped()).toBe(2);
    expect((await box.take(any, never)).payload).toBe(2);
  });

  test('drops the oldest when they are too large together, and never the newest', async () => {
    const box = mailbox();
    box.deliver(message('a'), most.bytes / 2);
    box.deliver(message('b'), most.bytes / 2);
    expect(box.dropped()).toBe(0);
    box.deliver(message('c'), 1);
    expect(box.dropped()).toBe(1);
    box.deliver(message('huge'), most.bytes * 2);
    expect(box.dropped()).toBe(3);
    expect((await box.take(any, never)).payload).toBe('huge');
  });

  test('makes room again for what is taken', async () => {
    const box = mailbox();
    box.deliver(message('a'), most.bytes);
    await box.take(any, never);
    box.deliver(message('b'), most.bytes);
    expect(box.dropped()).toBe(0);
  });
});
