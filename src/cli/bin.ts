#!/usr/bin/env node
import module from 'node:module';
import { exitCodes } from './exit-codes.ts';
import { main } from './main.ts';

// Node has it since 22.1.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(exitCodes.cancelled);
    interruption.abort();
  });
}

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read the output has gone. A run that has begun is not abandoned for that.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const exitCode = await main({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
  threads: true,
});

// Everything is done once the output is out. Without an order to exit, Node would wait until V8 has optimised the parser that undici
// brings, which takes a fifth of a short run.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise((written) => stream.write('', written));
}
process.exit(exitCode);
