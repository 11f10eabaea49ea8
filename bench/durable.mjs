/** Runs that are kept in a file, beside the same runs in one process. */
import { join } from 'node:path';
import * as library from '../dist/index.js';
import { keptIn, prepared, withFolder } from './kept.mjs';
import { median, printTable, withServer } from './measure.mjs';
import { perSecond, processorSeconds } from './throughput.mjs';

/** How many at a time. */
const concurrencies = [1, 50, 500];

const inputs = { amount: 1999, buyer: 'Ann Other' };

/** What the server of the benchmark is known to do with keys, so that its calls need no intent. */
const withKeys = [
  {
    name: 'shop',
    origins: ['https://shop.example'],
    idempotency: { header: 'idempotency-key', methods: ['POST'], hours: 24 },
  },
];

/** Prints runs per second in one process, kept with keys, and kept without. */
export async function durable({ quick }) {
  console.log('durable: two form POSTs a run, kept in SQLite (FULL), beside the same in one process');
  await withServer((url) =>
    withFolder(async (folder) => {
      const ready = (profiles) => prepared('two-posts.arazzo.yaml', { servers: { shop: url }, profiles });
      const [keyed, plain] = await Promise.all([ready(withKeys), ready([])]);
      const keyedRuns = await kept(join(folder, 'keyed.db'), keyed);
      const plainRuns = await kept(join(folder, 'plain.db'), plain);
      const works = [
        async () => completed(await library.start(plain, { inputs })),
        keyedRuns.once,
        plainRuns.once,
      ];
      await raceAll(works, ['in process/s', 'kept, keys/s', 'kept, intents/s'], quick);
      for (const each of [keyedRuns, plainRuns, keyed, plain]) await each.close();
    }),
  );
}

/**
 * Prints the rates of several ways to do the same, with ratios to the first: by the clock, and by processor time, which the work of other processes
 * disturbs less. Their rounds take turns.
 */
async function raceAll(works, names, quick) {
  const rounds = quick ? 3 : 7;
  const milliseconds = quick ? 500 : 1500;
  for (const work of works) await perSecond(work, 50, quick ? 800 : 2000);
  const rows = [
    ['concurrency', ...names, ...names.slice(1).map((name) => `${name.slice(0, -2)}: ratio, by CPU`)],
  ];
  for (const concurrency of concurrencies) {
    const rates = works.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < works.length; turn++) {
        const which = (round + turn) % works.length;
        rates[which].push(await measured(works[which], concurrency, milliseconds));
      }
    }
    const ratioOf = (own, kind) =>
      median(own.map((rate, round) => rate[kind] / rates[0][round][kind])).toFixed(2);
    rows.push([
      concurrency,
      ...rates.map((own) => Math.round(median(own.map(({ clock }) => clock)))),
      ...rates.slice(1).map((own) => `${ratioOf(own, 'clock')}, ${ratioOf(own, 'processor')}`),
    ]);
  }
  printTable(rows);
}

async function measured(work, concurrency, milliseconds) {
  const from = performance.now();
  const processor = processorSeconds();
  const clock = await perSecond(work, concurrency, milliseconds);
  const done = (clock * (performance.now() - from)) / 1000;
  return { clock, processor: done / (processorSeconds() - processor) };
}

/** A store, and one kept run from its start to its end. */
async function kept(path, ready) {
  const all = await keptIn(path, async () => ({ prepared: ready, diagnostics: [] }));
  return {
    close: () => all.close(),
    once: async () => {
      const { run } = await all.runs.start({ prepared: ready, inputs });
      return completed(await all.runs.ended(run.runId));
    },
  };
}

function completed({ status }) {
  if (status !== 'completed') throw new Error(`A run ended as ${status}.`);
}
