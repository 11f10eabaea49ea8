/** What the benchmarks share. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The path of a file of the repository. */
export const repositoryFile = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Does something with the address of a loopback server in another process, which ends with it. */
export async function withServer(use) {
  const child = fork(repositoryFile('bench/server.mjs'));
  try {
    const [{ port }] = await once(child, 'message', { signal: AbortSignal.timeout(10_000) });
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    child.kill();
  }
}

/** Runs Node with arguments to its end: its standard output, and milliseconds from spawn to exit. Throws when it fails. */
export async function runNode(args, env = {}, timeout = 20_000) {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}: ${errors || output}`);
  return { output, milliseconds: performance.now() - started };
}

/** Prints rows of texts as aligned columns, the first row being the heading. */
export function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  for (const row of rows) {
    console.log(
      row
        .map((cell, column) => String(cell).padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
  }
}
