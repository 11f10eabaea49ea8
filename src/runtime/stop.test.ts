import { expect, test } from 'vitest';
import { stopOf } from './stop.ts';

test('a signal that was asked for before tells of the stop, once and with its reason', () => {
  const stop = stopOf();
  const told: unknown[] = [];
  const signal = stop.signal();
  signal.addEventListener('abort', () => told.push(signal.reason));
  stop.onAbort(() => told.push('listener'));
  expect([stop.aborted, signal.aborted]).toEqual([false, false]);
  stop.abort('first');
  stop.abort('second');
  expect(told).toEqual(['first', 'listener']);
  expect([stop.aborted, stop.reason, stop.signal()]).toEqual([true, 'first', signal]);
});

test('a signal that is asked for afterwards is aborted already, for the same reason', () => {
  const stop = stopOf();
  stop.abort('over');
  const { aborted, reason } = stop.signal();
  expect([aborted, reason]).toEqual([true, 'over']);
});
