/** `heddle serve` under load: starts over HTTP, how long until they are acknowledged, and until all runs have ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'undici';
import { timed, withFolder } from './kept.mjs';
import { printTable, repositoryFile, withServer } from './measure.mjs';

/** How many starts are asked for at a time. */
const concurrencies = [1, 50, 500];

/** Prints starts and ended runs per second, and how long an acknowledgement takes. */
export async function serve({ quick }) {
  console.log('serve: POST /runs, two form POSTs a run, server and load in processes of their own');
  await withServer((shop) =>
    withFolder(async (folder) => {
      const server = await served(folder, shop);
      const pool = new Pool(server.url, { connections: 500 });
      const rows = [['concurrency', 'acknowledged/s', 'p50 ms', 'p99 ms', 'ended/s', 'CPU ms a run']];
      try {
        await load(pool, 50, quick ? 200 : 1000);
        for (const concurrency of concurrencies) {
          const count = concurrency === 1 ? (quick ? 100 : 500) : quick ? 1000 : 5000;
          rows.push([concurrency, ...(await load(pool, concurrency, count))]);
        }
      } finally {
        await pool.close();
        await server.stop();
      }
      printTable(rows);
    }),
  );
}

/** A server in a process of its own, with a store in a folder. */
async function served(folder, shop) {
  const document = { location: repositoryFile('bench/documents/two-posts.arazzo.yaml'), servers: { shop } };
  const config = { documents: { bench: document }, listen: { port: 0 }, limits: { slots: 500 } };
  writeFileSync(join(folder, 'heddle.config.yaml'), JSON.stringify(config));
  const child = spawn(process.execPath, [repositoryFile('dist/cli/bin.js'), 'serve', '--json'], {
    cwd: folder,
    env: { ...process.env, HEDDLE_SHOP_TOKEN: 'bench_0123456789abcdef' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(child.stdout, 'data', { signal: AbortSignal.timeout(20_000) });
  return {
    url: JSON.parse(line).url,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function load(pool, concurrency, count) {
  // Connections are opened before: a loop that is busy takes few new ones at a time, and callers keep theirs.
  await Promise.all(Array.from({ length: concurrency }, () => counts(pool)));
  const waits = [];
  let left = count;
  const before = await counts(pool);
  const lane = async () => {
    while (left-- > 0) {
      const { seconds } = await timed(() => start(pool));
      waits.push(seconds * 1000);
    }
  };
  const started = performance.now();
  const acknowledging = await timed(() => Promise.all(Array.from({ length: concurrency }, lane)));
  let after = await counts(pool);
  while (after.ended - before.ended < count) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    after = await counts(pool);
  }
  const seconds = (performance.now() - started) / 1000;
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  return [
    Math.round(count / acknowledging.seconds),
    at(0.5),
    at(0.99),
    Math.round(count / seconds),
    (((after.processor - before.processor) * 1000) / count).toFixed(2),
  ];
}

async function start(pool) {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/runs',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: { amount: 1999, buyer: 'Ann Other' } }),
  });
  await body.dump();
  if (statusCode !== 201) throw new Error(`A start was answered ${statusCode}.`);
}

/** How many runs have ended since the server began, and the processor time that it took, as its counts say. */
async function counts(pool) {
  const { body } = await pool.request({ method: 'GET', path: '/metrics' });
  const lines = (await body.text()).split('\n');
  const sum = (name) =>
    lines
      .filter((line) => line.startsWith(name))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
  return { ended: sum('heddle_runs_ended_total'), processor: sum('process_cpu_seconds_total') };
}
