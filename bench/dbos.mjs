/**
 * Runs per second in PostgreSQL by DBOS, beside a workflow written by hand with DBOS that makes the same two requests in two steps. Each is a process of its own, because DBOS is one for a
 * process; their rounds alternate on one server that waits for the disk.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startCluster, withoutPostgres } from '../test/support/postgres.mjs';
import { median, printTable, repositoryFile, withServer } from './measure.mjs';

/** How many at a time. */
const concurrencies = [1, 50, 500];

/** Prints the runs per second of both. */
export async function dbos({ quick }) {
  console.log('dbos: two form POSTs a run, kept in PostgreSQL; beside a DBOS workflow written by hand');
  if (withoutPostgres !== undefined) {
    console.log(withoutPostgres);
    return;
  }
  const cluster = await startCluster({ isDurable: true });
  try {
    await withServer(async (url) => {
      const contestants = await Promise.all(
        ['heddle', 'by-hand'].map(async (name) => contestant(name, await cluster.database(), url)),
      );
      try {
        await race(contestants, quick);
      } finally {
        for (const each of contestants) await each.stop();
      }
    });
  } finally {
    await cluster.stop();
  }
}

/** A process that does one of the two when it is asked to. */
async function contestant(name, store, url) {
  const child = fork(repositoryFile(`bench/dbos-${name}.mjs`), [JSON.stringify({ store, url })]);
  const [hello] = await once(child, 'message', { signal: AbortSignal.timeout(60_000) });
  return {
    outputs: hello.outputs,
    async rate(concurrency, milliseconds) {
      child.send({ concurrency, milliseconds });
      const [answer] = await once(child, 'message', { signal: AbortSignal.timeout(60_000) });
      return answer.perSecond;
    },
    async stop() {
      const over = once(child, 'exit');
      child.disconnect();
      await over;
    },
  };
}

async function race([ours, theirs], quick) {
  if (JSON.stringify(ours.outputs) !== JSON.stringify(theirs.outputs)) {
    throw new Error(`The two do not do the same: ${JSON.stringify([ours.outputs, theirs.outputs])}.`);
  }
  const rounds = quick ? 3 : 5;
  const milliseconds = quick ? 1500 : 2500;
  for (const each of [ours, theirs]) await each.rate(50, 2500);
  const rows = [['concurrency', 'heddle/s', 'by hand/s', 'ratio', 'ratios of the rounds']];
  for (const concurrency of concurrencies) {
    const pairs = [];
    for (let round = 0; round < rounds; round++) {
      // Who goes first alternates, so that neither always finds the machine as the other left it.
      const order = round % 2 === 0 ? [ours, theirs] : [theirs, ours];
      const rates = new Map();
      for (const each of order) rates.set(each, await each.rate(concurrency, milliseconds));
      pairs.push({ ours: rates.get(ours), theirs: rates.get(theirs) });
    }
    const ratios = pairs.map((pair) => pair.ours / pair.theirs);
    rows.push([
      concurrency,
      Math.round(median(pairs.map((pair) => pair.ours))),
      Math.round(median(pairs.map((pair) => pair.theirs))),
      median(ratios).toFixed(2),
      `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    ]);
  }
  printTable(rows);
}
