import { expect, test } from 'vitest';
import { noMatters } from '../journal/open-matters.ts';
import type { RunChange } from '../journal/store.ts';
import { runJournal } from './run-journal.ts';

const entry = (at: number) => ({ kind: 'repeated', at }) as const;

/** A journal whose store answers each write when it is told to. */
function slowly() {
  const changes: RunChange[] = [];
  const answers: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  const write = (_: string, change: RunChange): Promise<void> => {
    changes.push(change);
    return new Promise((resolve, reject) => answers.push({ resolve, reject }));
  };
  const journal = runJournal({ write }, 'run', noMatters, { now: () => 5 });
  const told: string[] = [];
  const ask = (name: string): void =>
    void journal.kept().then(
      () => told.push(name),
      ({ message }: Error) => told.push(`${name}: ${message}`),
    );
  const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
  return { journal, changes, answers, told, ask, turn };
}

test('everything that was written is waited for, in whichever order the store answers', async () => {
  const { journal, answers, told, ask, turn } = slowly();
  ask('nothing');
  journal.write(entry(1));
  ask('first');
  journal.write(entry(2));
  ask('both');
  answers[1]!.resolve();
  await turn();
  expect(told).toEqual(['nothing']);
  answers[0]!.resolve();
  await turn();
  expect(told).toEqual(['nothing', 'first', 'both']);
  ask('nothing more');
  await turn();
  expect(told.at(-1)).toBe('nothing more');
});

test('what could not be written is told to everyone who asks from then on, and nothing is written after it', async () => {
  const { journal, changes, answers, told, ask, turn } = slowly();
  journal.write(entry(1));
  await turn();
  answers[0]!.reject(new Error('lost'));
  await turn();
  ask('before');
  await turn();
  journal.write(entry(2));
  await turn();
  journal.release({ kind: 'ended', at: 5, status: 'completed' });
  ask('after');
  await turn();
  expect(told).toEqual(['before: lost', 'after: lost']);
  expect(changes).toEqual([{ entries: [entry(1)] }]);
});

test('what is written in one tick is one change: before anyone waits for it, with the end of the run, or at the end of the tick', async () => {
  const { journal, changes, turn } = slowly();
  const stand = { kind: 'ended', at: 5, status: 'completed' } as const;
  journal.write(entry(1));
  journal.write(entry(2));
  expect(changes).toEqual([]);
  void journal.kept();
  expect(changes).toEqual([{ entries: [entry(1), entry(2)] }]);
  journal.write(entry(3));
  await turn();
  expect(changes.slice(1)).toEqual([{ entries: [entry(3)] }]);
  journal.write(entry(4));
  await Promise.resolve();
  journal.release(stand);
  await turn();
  expect(changes.slice(2)).toEqual([{ entries: [entry(4)], stand }]);
  expect(journal.written()).toBe(4);
});

test('claims go with the next entry, once', async () => {
  const { journal, changes, turn } = slowly();
  journal.claim([]);
  journal.claim(['pets:1']);
  journal.claim(['pets:2']);
  journal.write(entry(1));
  await turn();
  journal.write(entry(2));
  await turn();
  expect(changes).toEqual([{ entries: [entry(1)], claims: ['pets:1', 'pets:2'] }, { entries: [entry(2)] }]);
});
