/** A hundred thousand runs that wait for days: what it takes to park them, to start with them, and to ask what is due. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as library from '../dist/index.js';
import { answering, keptIn, megabytes, prepared, timed, withFolder } from './kept.mjs';
import { printTable, runNode } from './measure.mjs';

const threeDays = 259_200_000;

/** Prints seconds and megabytes. */
export async function parked({ quick }) {
  const count = quick ? 10_000 : 100_000;
  console.log(`parked: ${count} runs that wait three days, in SQLite`);
  await withFolder(async (folder) => {
    const path = join(folder, 'kept.db');
    const rows = [['what', 'seconds', 'MB of memory']];
    rows.push(['park all', ...(await park(path, count))]);
    const { output } = await runNode([fileURLToPath(import.meta.url), path]);
    rows.push(...JSON.parse(output));
    printTable(rows);
    console.log(
      `the file: ${megabytes(statSync(path).size)} MB, ${Math.round(statSync(path).size / count)} bytes a run`,
    );
  });
}

async function park(path, count) {
  const transport = answering(() => ({ statusCode: 503, json: {} }));
  const ready = await prepared('patient.arazzo.yaml', { workflowId: 'patient', transport });
  const kept = await keptIn(path, async () => ({ prepared: ready, diagnostics: [] }));
  const before = process.memoryUsage().rss;
  let most = before;
  let left = count;
  let waiting = 0;
  const all = new Promise((resolve) => {
    kept.runs.watch(({ event }) => {
      if (event.kind === 'aside' && ++waiting === count) resolve();
      if (waiting % 1000 === 0) most = Math.max(most, process.memoryUsage().rss);
    });
  });
  const lane = async () => {
    while (left-- > 0) await kept.runs.start({ prepared: ready, inputs: { buyer: 'Ann Other' } });
  };
  const { seconds } = await timed(async () => {
    await Promise.all(Array.from({ length: 100 }, lane));
    await all;
  });
  await kept.close();
  return [seconds.toFixed(1), `${megabytes(most - before)} more at the most`];
}

/** In a process of its own: opens a store with all its runs waiting. */
async function look(path) {
  const rows = [];
  const memory = () => megabytes(process.memoryUsage().rss);
  const opening = await timed(() => library.openSqliteStore(path, { env: {} }));
  const store = opening.value;
  rows.push(['open the store, with its check', opening.seconds.toFixed(2), memory()]);
  const runs = await timed(async () =>
    library.openLocalRuns({ store, prepare: async () => ({ diagnostics: [] }) }),
  );
  rows.push(['begin with its runs', runs.seconds.toFixed(3), memory()]);
  const asking = await timed(async () => {
    for (let times = 0; times < 1000; times++) await store.nextDue();
  });
  rows.push(['ask a thousand times when the next is due', asking.seconds.toFixed(3), memory()]);
  const later = Date.now() + 2 * threeDays;
  const taking = await timed(() => store.take('bench', later, 100));
  rows.push([`take ${taking.value.length} that are due`, taking.seconds.toFixed(3), memory()]);
  await runs.value.close();
  await store.close();
  process.stdout.write(JSON.stringify(rows));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await look(process.argv[2]);
