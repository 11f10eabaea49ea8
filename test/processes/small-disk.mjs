/**
 * A process with a store on a small disk of its own, which it is told to fill. The argument is JSON: `{ folder, planFile }`. Reads a command a line, and answers
 * each with a line: `start <run>`, `fill`, `free`, `ended <run>`, `troubles`, `leave`, `check`.
 */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { loadSqlite } from '../../dist/journal/sqlite/database.js';
import { openSqliteStore } from '../../dist/journal/sqlite/sqlite-store.js';
import { prepare } from '../../dist/prepare.js';
import { openLocalRuns } from '../../dist/runtime/local/local-runs.js';

const { folder, planFile } = JSON.parse(process.argv[2]);
const path = join(folder, 'kept.db');
const filler = join(folder, 'filler');

const store = await openSqliteStore(path, { env: {}, ownThread: true });
const ready = (plan, id) => prepare(plan, { workflowId: id, credentials: {} });
const { prepared } = await ready(JSON.parse(readFileSync(planFile, 'utf8')), 'quick');
const runs = await openLocalRuns({ store, prepare: ready, onlyAsked: true });

/** Takes the space that is left, in ever smaller pieces. */
function fill() {
  const file = openSync(filler, 'w');
  for (let size = 2 ** 16; size >= 1;) {
    try {
      writeSync(file, Buffer.alloc(size));
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
      size = Math.floor(size / 2);
    }
  }
  closeSync(file);
}

async function check() {
  const database = new (await loadSqlite())(path, { readOnly: true });
  const { integrity_check: state } = database.prepare('PRAGMA integrity_check').get();
  database.close();
  const { runs: kept } = await runs.list();
  return `${state} ${kept
    .map(({ runId }) => runId)
    .toSorted()
    .join(' ')}`;
}

const commands = {
  start: async (runId) => {
    try {
      // Inputs that need more than the page that is open.
      const inputs = { text: 'x'.repeat(20_000) };
      const { run, diagnostics } = await runs.start({ prepared, inputs, runId });
      return run === undefined ? `refused ${diagnostics[0].code}` : 'started';
    } catch (error) {
      return `failed ${error.code}: ${error.hint}`;
    }
  },
  fill: async () => fill(),
  free: async () => rmSync(filler),
  ended: async (runId) => (await runs.ended(runId)).status,
  troubles: async () =>
    runs
      .load()
      .troubles.map(({ code }) => code)
      .join(' '),
  /** Nothing but what the store has to write holds the process from now on; there is space again soon. */
  leave: async () => {
    setTimeout(() => rmSync(filler), 500).unref();
    input.close();
    process.stdin.unref();
  },
  check,
};

const input = createInterface({ input: process.stdin });
for await (const line of input) {
  const [command, ...given] = line.split(' ');
  // Not in turn: a run that is waited for ends while others are started.
  void commands[command](...given).then((said = '') => process.stdout.write(`${line}: ${said}\n`));
}
