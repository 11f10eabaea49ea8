/** Runs the benchmarks named on the command line, or all of them, against dist/. See README.md beside this file. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { repositoryFile } from './measure.mjs';

const benchmarks = {
  throughput: async (options) => (await import('./throughput.mjs')).throughput(options),
  cold: async (options) => (await import('./cold.mjs')).cold(options),
  durable: async (options) => (await import('./durable.mjs')).durable(options),
  parked: async (options) => (await import('./parked.mjs')).parked(options),
  growth: async (options) => (await import('./growth.mjs')).growth(options),
  serve: async (options) => (await import('./serve.mjs')).serve(options),
  dbos: async (options) => (await import('./dbos.mjs')).dbos(options),
  compile: async (options) => (await import('./compile.mjs')).compile(options),
  'check-many': async (options) => (await import('./check-many.mjs')).checkMany(options),
};

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = args.filter((arg) => arg !== '--quick' && !Object.hasOwn(benchmarks, arg));
if (unknown.length > 0 || !existsSync(repositoryFile('dist/index.js'))) {
  console.error(
    unknown.length > 0
      ? `Unknown: ${unknown.join(', ')}. Usage: npm run bench -- [${Object.keys(benchmarks).join('] [')}] [--quick]`
      : 'There is no dist/index.js. Build first: npm run build.',
  );
  process.exit(2);
}
console.log(`Node ${process.version}, ${availableParallelism()} cores`);
for (const name of names.length > 0 ? names : Object.keys(benchmarks)) {
  console.log('');
  await benchmarks[name]({ quick: args.includes('--quick') });
}
