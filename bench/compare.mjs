/**
 * Whether a run has become slower: the throughput of this checkout beside that of another one, both built, each in a process of its own, with
 * rounds that alternate, by processor time. Of two processes with the same code the one that was started first is slower by up to a tenth, so
 * everything is done twice, with either first. `node bench/compare.mjs <other checkout> [--quick]` ends by itself, in two minutes.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { repositoryFile, withServer } from './measure.mjs';
import { alternate, perSecond, preparedWorkflow, printRace, processorSeconds } from './throughput.mjs';

const [first, url] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
if (process.send !== undefined) await answerRounds(first, url);
else await compare(first);

/** In a child: runs the workflow with the library of a checkout whenever the parent asks for a round. */
async function answerRounds(path, server) {
  const { once: work } = await preparedWorkflow(await import(pathToFileURL(path).href), server);
  process.on('message', ({ concurrency, milliseconds }) => {
    void perSecond(work, concurrency, milliseconds, processorSeconds).then((rate) => process.send(rate));
  });
  process.on('disconnect', () => process.exit());
  process.send('ready');
}

async function compare(checkout) {
  const libraries = [repositoryFile('dist/index.js'), resolve(checkout ?? '', 'dist/index.js')];
  if (checkout === undefined || !libraries.every(existsSync)) {
    console.error(
      'Usage: node bench/compare.mjs <other checkout> [--quick]. Both must be built: npm run build.',
    );
    process.exit(2);
  }
  console.log(`throughput: this checkout beside ${checkout}`);
  const quick = process.argv.includes('--quick');
  const thisFirst = await alternated(libraries, quick);
  const otherFirst = await alternated(libraries.toReversed(), quick);
  const pairs = [...thisFirst].map(([concurrency, rounds]) => {
    const turned = otherFirst.get(concurrency).map(({ ours, theirs }) => ({ ours: theirs, theirs: ours }));
    return [concurrency, [...rounds, ...turned]];
  });
  printRace(pairs, ['this/CPU s', 'other/CPU s']);
}

/** Alternating rounds of two libraries in processes that are started in this order. */
function alternated(libraries, quick) {
  return withServer(async (server) => {
    const children = libraries.map((path) => fork(fileURLToPath(import.meta.url), [path, server]));
    try {
      await Promise.all(children.map((child) => once(child, 'message')));
      const rates = children.map((child) => async (concurrency, milliseconds) => {
        child.send({ concurrency, milliseconds });
        const [rate] = await once(child, 'message');
        return rate;
      });
      return await alternate(rates, quick);
    } finally {
      for (const child of children) child.kill();
    }
  });
}
