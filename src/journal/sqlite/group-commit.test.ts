import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreFailure } from '../store.ts';
import { sealWith } from '../seal.ts';
import { loadSqlite } from './database.ts';
import { groupCommit } from './group-commit.ts';
import { migrate } from './schema.ts';
import { transactions, type Writer, writerHere } from './writer.ts';

/** A store on a disk that can be filled, and what was tried and told. */
async function disk() {
  const sqlite = await loadSqlite();
  const path = join(mkdtempSync(join(tmpdir(), 'heddle-')), 'kept.db');
  const database = new sqlite(path);
  database.exec('PRAGMA journal_mode = WAL');
  migrate(database, path, false);
  const later: (() => void)[] = [];
  const told: (string | undefined)[] = [];
  const commits = groupCommit(writerHere(transactions(database, sealWith(Buffer.alloc(32)), path)), {
    later: (callback) => void later.push(callback),
    troubled: (failure: StoreFailure | undefined) => void told.push(failure?.code),
  });
  const pages = (count: number): void => database.exec(`PRAGMA max_page_count = ${count}`);
  return {
    told,
    later,
    fill: () => pages(1),
    makeSpace: () => pages(1_000_000),
    /** Keeps a run whose first entry is as long as its name and what follows that. */
    async add(text: string, patient: boolean) {
      const [runId = ''] = text.split('-');
      const run = { runId, at: 1, planHash: 'p', workflowId: 'main', json: JSON.stringify(text), plan: '{}' };
      return (await commits.add(patient, 'start', run, undefined)).kind;
    },
    addMistake: () => commits.add(true, 'write', 'nobody', { entries: [] }),
    flush: () => commits.flush(),
    trouble: () => commits.trouble()?.code,
    kept: () =>
      database
        .prepare('SELECT run_id FROM runs ORDER BY seq')
        .all()
        .map((row) => (row as { readonly run_id: string }).run_id),
    check: () => database.prepare('PRAGMA integrity_check').get(),
  };
}

const long = (name: string): string => name + '-'.repeat(20_000);

test('a full disk is a clear error for who cannot wait; what must be kept stays in line until there is space', async () => {
  const store = await disk();
  await store.add('first', true);
  store.fill();
  const patient = store.add(long('later'), true);
  await expect(store.add(long('start'), false)).rejects.toMatchObject({ code: 'store/full' });
  expect(store.told).toEqual(['store/full']);
  await expect(store.add(long('again'), false)).rejects.toMatchObject({ code: 'store/full' });
  await expect(store.flush()).rejects.toMatchObject({ code: 'store/full' });
  expect(store.trouble()).toBe('store/full');
  expect(store.kept()).toEqual(['first']);
  store.makeSpace();
  for (const retry of store.later.splice(0)) retry();
  expect(await patient).toBe('new');
  expect(store.told).toEqual(['store/full', undefined]);
  expect(store.trouble()).toBe(undefined);
  await store.add('after', false);
  expect(store.kept()).toEqual(['first', 'later', 'after']);
  expect(store.check()).toEqual({ integrity_check: 'ok' });
});

test('a mistake in one work leaves the others of its turn alone', async () => {
  const store = await disk();
  const wrong = store.addMistake();
  const right = store.add('right', true);
  await expect(wrong).rejects.toThrow('There is no run nobody.');
  expect(await right).toBe('new');
  expect(store.kept()).toEqual(['right']);
});

/** What is committed by a writer that answers when it is told to. */
function slow() {
  let isOver = false;
  const asked: { readonly names: readonly unknown[]; readonly answer: (isFull: boolean) => void }[] = [];
  const writer: Writer = {
    apply: (jobs) =>
      new Promise((resolve, reject) => {
        const names = jobs.map(([, runId]) => runId);
        const answer = (isFull: boolean): void =>
          isFull
            ? reject(new StoreFailure('store/full', 'Full.', 'Make space.'))
            : resolve({ values: names });
        asked.push({ names, answer });
      }),
    isOver: () => isOver,
    close: async () => undefined,
  };
  const later: (() => void)[] = [];
  const told: (string | undefined)[] = [];
  const commits = groupCommit(writer, {
    later: (callback) => void later.push(callback),
    troubled: (failure) => void told.push(failure?.code),
  });
  return {
    asked,
    later,
    told,
    turn: (): Promise<void> => new Promise((resolve) => setImmediate(resolve)),
    write: (runId: string) => commits.add(true, 'write', runId, { entries: [] }),
    start: (runId: string) => commits.add(false, 'takeOne', runId, 'me', 1) as Promise<unknown>,
    flush: () => commits.flush(),
    end: () => void (isOver = true),
  };
}

test('a mistake beside a full disk leaves the others of its turn in line', async () => {
  const store = await disk();
  await store.add('first', true);
  store.fill();
  const wrong = store.addMistake();
  const right = store.add(long('right'), true);
  await expect(store.flush()).rejects.toMatchObject({ code: 'store/full' });
  store.makeSpace();
  for (const retry of store.later.splice(0)) retry();
  await expect(wrong).rejects.toThrow('There is no run nobody.');
  expect(await right).toBe('new');
  expect(store.kept()).toEqual(['first', 'right']);
});

test('nothing overtakes what could not be written', async () => {
  const { asked, later, told, turn, write } = slow();
  const works = [write('a')];
  await turn();
  works.push(write('b'), write('c'));
  await turn();
  // What comes while a batch is on its way is the next one.
  expect(asked.map(({ names }) => names)).toEqual([['a']]);
  asked[0]!.answer(true);
  await turn();
  works.push(write('d'));
  await turn();
  expect([told, asked.length, later.length]).toEqual([['store/full'], 1, 1]);
  later[0]!();
  await turn();
  expect(asked[1]!.names).toEqual(['a', 'b', 'c', 'd']);
  asked[1]!.answer(false);
  expect(await Promise.all(works)).toEqual(['a', 'b', 'c', 'd']);
  expect(told).toEqual(['store/full', undefined]);
  const after = write('e');
  await turn();
  asked[2]!.answer(false);
  expect(await after).toBe('e');
});

test('one that cannot wait has all that is in line tried again at once, and those that come after it wait no longer', async () => {
  const { asked, later, turn, write, start } = slow();
  const works = [write('a')];
  await turn();
  asked[0]!.answer(true);
  await turn();
  const refused = start('b');
  await turn();
  expect(asked[1]!.names).toEqual(['a', 'b']);
  asked[1]!.answer(true);
  await expect(refused).rejects.toMatchObject({ code: 'store/full' });
  const started = start('c');
  await turn();
  expect(asked[2]!.names).toEqual(['a', 'c']);
  asked[2]!.answer(false);
  expect(await started).toBe('c');
  works.push(write('d'));
  await turn();
  expect(asked[3]!.names).toEqual(['d']);
  asked[3]!.answer(false);
  expect(await Promise.all(works)).toEqual(['a', 'd']);
  for (const retry of later) retry();
  await turn();
  expect(asked.length).toBe(4);
});

test('a flush waits for what came while it waited', async () => {
  const { asked, turn, write, flush } = slow();
  const first = write('a');
  await turn();
  let isFlushed = false;
  const flushed = flush().then(() => (isFlushed = true));
  const second = write('b');
  await turn();
  asked[0]!.answer(false);
  await first;
  await turn();
  const third = write('c');
  await turn();
  asked[1]!.answer(false);
  await second;
  await turn();
  expect(isFlushed).toBe(false);
  asked[2]!.answer(false);
  await flushed;
  expect(await third).toBe('c');
});

test('nobody stays in line for a writer that will never write again', async () => {
  const { asked, later, turn, write, end } = slow();
  const work = write('a');
  await turn();
  end();
  asked[0]!.answer(true);
  await expect(work).rejects.toMatchObject({ code: 'store/full' });
  expect(later).toEqual([]);
});
