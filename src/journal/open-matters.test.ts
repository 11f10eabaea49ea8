import { expect, test } from 'vitest';
import type { CallOutcome, Outcome } from '../engine/outcome.ts';
import type { Entry } from './entry.ts';
import { afterEntry, noMatters, type OpenMatters } from './open-matters.ts';

const call = 'main/post#1.1';
const again = 'main/post#1.2';

/** What is under way after entries, one every ten milliseconds. */
function after(...entries: readonly object[]): OpenMatters {
  let matters = noMatters;
  for (const [index, entry] of entries.entries()) {
    matters = afterEntry(matters, { at: (index + 1) * 10, ...entry } as Entry, [{ name: call }]);
  }
  return matters;
}

const answered = (provider: Partial<CallOutcome['provider']>, rest: Partial<CallOutcome> = {}): Outcome =>
  ({
    kind: 'answered',
    durationMilliseconds: 4,
    repeatable: false,
    provider: { facts: {}, decided: false, mayRetry: false, inDoubt: false, ...provider },
    ...rest,
  }) as unknown as Outcome;

const outcome = (of: Outcome, effect = call): object => ({ kind: 'outcome', effect, outcome: of });
const intent = { kind: 'intent', effect: call, nonce: 'n' };

test('a wait stands until it is over', () => {
  const begun = { kind: 'waiting', effect: 'main/post#1.1/wait', until: 500 };
  expect(after(begun).waits).toEqual({ 'main/post#1.1/wait': 500 });
  expect(after(begun, outcome({ kind: 'waited' }, 'main/post#1.1/wait')).waits).toEqual({});
});

test('an intent is a doubt until there is an outcome, and began when it was noted first', () => {
  expect(after(intent).doubts).toEqual({ [call]: { at: 10, lookups: 0 } });
  expect(after(intent, outcome(answered({ decided: true }))).doubts).toEqual({});
  const unclear = answered({ inDoubt: true });
  const known = after(intent, { kind: 'doubt', effect: call, outcome: unclear });
  expect(known.doubts).toEqual({ [call]: { at: 10, lookups: 0, outcome: unclear } });
  expect(after(intent, outcome(answered({ inDoubt: true }, { repeatable: true }))).doubts).toEqual({});
});

test('a doubt keeps what was told of it first: what came of asking is told anew each time', () => {
  const first = answered({ inDoubt: true });
  const asked = answered({ inDoubt: true, facts: { lookUpRefused: 403 } });
  const doubt = { kind: 'doubt', effect: call, outcome: first };
  expect(after(intent, doubt, outcome(asked)).doubts[call]?.outcome).toBe(first);
  expect(after(intent, outcome(first)).doubts[call]?.outcome).toBe(first);
  const interrupted = { failure: { reason: 'interrupted', delivery: 'unknown', message: 'm' } } as const;
  expect(after(intent, outcome(answered({ inDoubt: true }, interrupted))).doubts[call]).toEqual({
    at: 10,
    lookups: 0,
  });
});

test('questions that nobody could answer are counted; that it did not happen ends the doubt', () => {
  const asked = (found: string): object => ({ kind: 'lookup', effect: call, found });
  const twice = after(intent, asked('unreachable'), asked('unreachable'));
  expect(twice.doubts).toEqual({ [call]: { at: 10, lookups: 2, askedAt: 30 } });
  expect(after(intent, asked('did-not')).doubts).toEqual({});
  expect(after(intent, asked('refused')).doubts).toEqual({ [call]: { at: 10, lookups: 0 } });
});

test('a doubt that begins with a question is as old as the call', () => {
  const asked = { kind: 'lookup', effect: call, found: 'unreachable' };
  expect(after(outcome(answered({})), asked).doubts).toEqual({ [call]: { at: 6, lookups: 1, askedAt: 20 } });
});

test('what the provider has not decided was sent at some time, until a later attempt of the step is decided', () => {
  const undecided = outcome(answered({}));
  expect(after(undecided).sent).toEqual({ [call]: 6 });
  expect(after(undecided, outcome(answered({ decided: true }), again)).sent).toEqual({});
  expect(after(undecided, outcome(answered({ decided: true }), 'main/other#1.1')).sent).toEqual({
    [call]: 6,
  });
  const settled = { kind: 'settled', keyName: call, effect: call };
  expect(after(intent, undecided, settled)).toMatchObject({ doubts: {}, sent: {} });
});

test('what stood open when a process was gone may have been sent since its last sign of life', () => {
  const taken = (orphaned: boolean): object => ({ kind: 'taken', nonce: 'n', orphaned });
  expect(after({ kind: 'started' }, taken(false)).abandoned).toEqual({});
  const gone = after({ kind: 'started' }, taken(true), taken(true));
  expect(gone.abandoned).toEqual({ [call]: 10 });
  expect(gone.lastAt).toBe(30);
  expect(after({ kind: 'started' }, taken(true), outcome(answered({ decided: true }))).abandoned).toEqual({});
});
