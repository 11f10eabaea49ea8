/** What the benchmarks of kept runs share. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as library from '../dist/index.js';
import { repositoryFile } from './measure.mjs';

/** Does something with a folder that is removed afterwards. */
export async function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A workflow of the benchmark's documents, ready to run. */
export async function prepared(document, options) {
  const { plan, diagnostics } = await library.load(repositoryFile(`bench/documents/${document}`));
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  const ready = await library.prepare(plan, {
    credentials: { HEDDLE_SHOP_TOKEN: 'bench_0123456789abcdef' },
    ...options,
  });
  if (ready.prepared === undefined) throw new Error(JSON.stringify(ready.diagnostics, null, 2));
  return ready.prepared;
}

/** Runs in a store in a file. */
export async function keptIn(path, prepare, slots = 1000) {
  const store = await library.openSqliteStore(path, { env: {}, ownThread: true });
  const runs = await library.openLocalRuns({ store, prepare, slots });
  return {
    store,
    runs,
    async close() {
      await runs.close();
      await store.close();
    },
  };
}

/** A transport that answers in this process: what is measured has no network in it. */
export function answering(answer) {
  const bytes = (json) => new TextEncoder().encode(JSON.stringify(json));
  return {
    async send() {
      const { statusCode, json } = answer();
      return { statusCode, headers: { 'content-type': 'application/json' }, body: bytes(json) };
    },
  };
}

/** Seconds that some work takes, and what came of it. */
export async function timed(work) {
  const started = performance.now();
  const value = await work();
  return { seconds: (performance.now() - started) / 1000, value };
}

export const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);
