import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rulesOf } from '../../src/openapi/openapi-document.ts';
import { readDescription } from '../../src/openapi/read/read-description.ts';
import { readOperation } from '../../src/openapi/read/read-operation.ts';
import { otherTexts } from '../../src/sources/other-texts.ts';
import { beginTexts } from '../../src/sources/texts.ts';
import { readFile } from '../../src/sources/read-file.ts';
import { readText } from '../../src/text/read-text.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

/** The OpenAPI descriptions of the corpus, which hold the operations that its Arazzo documents call. */
function descriptions(): string[] {
  const files = readdirSync(corpus, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && /\.(?:ya?ml|json)$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => /^\s*"?(?:openapi|swagger)"?\s*:/m.test(readFileSync(path, 'utf8')));
}

describe.skipIf(!existsSync(corpus))('published descriptions', () => {
  test('are read, every operation of them, without an exception', async () => {
    const counts: Record<string, { descriptions: number; operations: number }> = {};
    for (const path of descriptions()) {
      const { located } = readText(readFileSync(path, 'utf8'), path);
      const rules = rulesOf(located?.value);
      if (located === undefined || rules === undefined) continue;
      // No network here: what a reference needs of it stays missing.
      const texts = beginTexts({
        readFile,
        fetchText: async () => ({ ok: false, reason: 'refused', message: 'There is no network.' }),
      });
      const others = otherTexts({ texts });
      const count = (counts[rules] ??= { descriptions: 0, operations: 0 });
      let read: number;
      do {
        const { description } = readDescription(located, { location: path, find: others.find });
        read = 0;
        for (const entry of description!.operations) {
          const { operation } = readOperation(description!, entry);
          expect(JSON.parse(JSON.stringify(operation)), `${path} ${entry.address}`).toEqual(operation);
          read += 1;
        }
      } while (await others.retrieve());
      count.descriptions += 1;
      count.operations += read;
    }
    console.info(counts);
    expect(counts['3.0']?.operations).toBeGreaterThan(0);
    expect(counts['3.1']?.operations).toBeGreaterThan(0);
  });
});
