import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createDocumentSandbox } from '../../src/emulator/document-sandbox.ts';
import { exampleInputs } from '../../src/emulator/example-inputs.ts';
import { manualClock } from '../../src/emulator/manual-clock.ts';
import { load } from '../../src/load.ts';
import { readText } from '../../src/text/read-text.ts';
import { run } from '../../src/run.ts';
import { stops } from '../../src/diagnostics/diagnostic.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

function documents(): string[] {
  return readdirSync(join(corpus, 'files'), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.(?:ya?ml|json)$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => /^\s*"?arazzo"?\s*:/m.test(readFileSync(path, 'utf8')));
}

/** Where in the corpus the sources of a document lie: as they were when it was written, where they have been rewritten since. */
function sourcesOf(path: string): Record<string, string> {
  const { located } = readText(readFileSync(path, 'utf8'), path);
  const { sourceDescriptions } = located!.value as {
    readonly sourceDescriptions: readonly { readonly name: string; readonly url: string }[];
  };
  const found = sourceDescriptions.flatMap(({ name, url }) => {
    const place = placesOf(path, url).find((each) => existsSync(each));
    return place === undefined ? [] : [[name, place] as const];
  });
  return Object.fromEntries(found);
}

function placesOf(path: string, url: string): string[] {
  const remote =
    /^https:\/\/raw\.githubusercontent\.com\/([^/]+\/[^/]+)\/(?:refs\/heads\/)?[^/]+\/(.*)$/.exec(url);
  const [repository] = /^[^/]+\/[^/]+/.exec(path.slice(corpus.length + 'files/'.length)) ?? [''];
  const relative = [join(dirname(path), url), join(corpus, 'files', repository, url)];
  const plain = remote === null ? relative : [join(corpus, 'files', remote[1]!, remote[2]!)];
  return plain.flatMap((each) => [
    each.replace('/corpus/files/', '/corpus/prior/'),
    each.replace('/openapi/', '/openapi/_original/'),
    each,
    each.replace('/corpus/files/', '/corpus/history/'),
  ]);
}

describe.skipIf(!existsSync(corpus))('published documents against mocks of their sources', () => {
  test('run', { timeout: 300_000 }, async () => {
    const counts: Record<string, number> = {};
    for (const path of documents()) {
      const name = path.slice(corpus.length + 6);
      const loaded = await load(path, {
        mocked: true,
        repair: true,
        relocate: true,
        mode: 'lenient',
        sources: sourcesOf(path),
      });
      const { plan, sources = {} } = loaded;
      if (plan === undefined) {
        console.info(
          name,
          'NO PLAN',
          loaded.diagnostics
            .filter(stops)
            .slice(0, 3)
            .map(({ code, message }) => `${code}: ${message.slice(0, 160)}`),
        );
        counts['no plan'] = (counts['no plan'] ?? 0) + 1;
        continue;
      }
      for (const { workflowId } of plan.workflows) {
        const sandbox = await createDocumentSandbox(plan, { sources, workflowId, clock: manualClock(), emulators: false });
        const inputs = await exampleInputs(plan, { workflowId, find: sandbox.find });
        const result = await run(plan, {
          ...sandbox,
          workflowId,
          clock: manualClock(),
          inputs,
          watch: sandbox.follow,
        });
        counts[result.status] = (counts[result.status] ?? 0) + 1;
        if (result.status !== 'completed') {
          console.info(
            name,
            workflowId,
            result.status,
            result.diagnostics.filter(stops).map(({ code, message }) => `${code}: ${message.slice(0, 200)}`),
            [...sandbox.mocks.values()].flatMap(({ exchanges }) =>
              exchanges.map(
                ({ operation, path: at, statusCode, findings }) =>
                  `${operation ?? at} ${statusCode} ${findings
                    .filter((f) => f.rejects)
                    .map(({ message }) => message)
                    .join(' ')}`,
              ),
            ),
          );
        }
      }
    }
    console.info(counts);
    expect(counts).toEqual({});
  });
});
