import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createDocumentSandbox } from '../../src/emulator/document-sandbox.ts';
import { exampleInputs } from '../../src/emulator/example-inputs.ts';
import { manualClock } from '../../src/emulator/manual-clock.ts';
import { load } from '../../src/load.ts';
import { run } from '../../src/run.ts';
import { stops } from '../../src/diagnostics/diagnostic.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

function documents(): string[] {
  return readdirSync(join(corpus, 'files'), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.(?:ya?ml|json)$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => /^\s*"?arazzo"?\s*:/m.test(readFileSync(path, 'utf8')));
}

describe.skipIf(!existsSync(corpus))('published documents against mocks of their sources', () => {
  test('run', { timeout: 300_000 }, async () => {
    const counts: Record<string, number> = {};
    for (const path of documents()) {
      const name = path.slice(corpus.length + 6);
      const loaded = await load(path, { mocked: true, repair: true, relocate: true, mode: 'lenient' });
      const { plan, sources = {} } = loaded;
      if (plan === undefined) {
        console.info(name, 'NO PLAN', loaded.diagnostics.filter(stops).slice(0, 3).map(({ code, message }) => `${code}: ${message.slice(0, 160)}`));
        counts['no plan'] = (counts['no plan'] ?? 0) + 1;
        continue;
      }
      for (const { workflowId } of plan.workflows) {
        const sandbox = await createDocumentSandbox(plan, { sources, workflowId, clock: manualClock() });
        const inputs = await exampleInputs(plan, { workflowId, find: sandbox.find });
        const result = await run(plan, { ...sandbox, workflowId, clock: manualClock(), inputs, watch: sandbox.follow });
        counts[result.status] = (counts[result.status] ?? 0) + 1;
        if (result.status !== 'completed') {
          console.info(name, workflowId, result.status, result.diagnostics.filter(stops).map(({ code, message }) => `${code}: ${message.slice(0, 200)}`),
            [...sandbox.mocks.values()].flatMap(({ exchanges }) => exchanges.map(({ operation, path: at, statusCode, findings }) => `${operation ?? at} ${statusCode} ${findings.filter((f) => f.rejects).map(({ message }) => message).join(' ')}`)));
        }
      }
    }
    console.info(counts);
    expect(counts).toEqual({});
  });
});
