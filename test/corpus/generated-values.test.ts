import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { generateValue } from '../../src/emulator/values/generate-value.ts';
import { loadSchemaCompiler } from '../../src/openapi/schema/compile-schema.ts';
import type { OperationEntry } from '../../src/openapi/description.ts';
import { type Direction, jsonSchemaOf } from '../../src/openapi/schema/json-schema-of.ts';
import { readDescription } from '../../src/openapi/read/read-description.ts';
import { rulesOf } from '../../src/openapi/openapi-document.ts';
import { child, children, type Node, resolveReference } from '../../src/openapi/read/resolve-reference.ts';
import { readText } from '../../src/text/read-text.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

function descriptions(): string[] {
  const files = readdirSync(corpus, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && /\.(?:ya?ml|json)$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => /^\s*"?(?:openapi|swagger)"?\s*:/m.test(readFileSync(path, 'utf8')));
}

/** The schemas of an operation's bodies and answers. */
function schemasOf({ node }: OperationEntry): (readonly [Node, Direction])[] {
  const contents = (at: Node | undefined): Node[] => {
    const found = at === undefined ? undefined : resolveReference(at);
    if (found === undefined || 'reason' in found) return [];
    const media = [found, ...children(child(found, 'content')).map(([, each]) => each)];
    return media.flatMap((each) => child(each, 'schema') ?? []);
  };
  const answers = children(child(node, 'responses')).flatMap(([, response]) => contents(response));
  return [
    ...contents(child(node, 'requestBody')).map((schema) => [schema, 'request'] as const),
    ...answers.map((schema) => [schema, 'response'] as const),
  ];
}

/** Schemas that admit nothing, and why. */
const contradictions: readonly (readonly [place: string, why: string])[] = [
  [
    'bnpl-openapi.yaml /paths/~1customers/post/requestBody',
    'a closed schema, and a member required beside it',
  ],
  ['FAPI-PAR.openapi.yaml /paths/~1as~1token.oauth2/post/responses', 'alternatives that admit the same'],
  ['whatsapp.local/main/1.0/openapi.json /paths/~1settings~1application', 'an integer that is one of texts'],
  ['snowflake/openapi/_original/warehouse.yaml', 'a text that is one of true and false'],
];

describe.skipIf(!existsSync(corpus))('values made from the schemas of published descriptions', () => {
  test('are admitted by them', { timeout: 300_000 }, async () => {
    const compile = await loadSchemaCompiler();
    const faults: string[] = [];
    let made = 0;
    for (const path of descriptions()) {
      const { located } = readText(readFileSync(path, 'utf8'), path);
      if (located === undefined || rulesOf(located.value) === undefined) continue;
      const { description } = readDescription(located, { location: path });
      const seen = new Set<unknown>();
      for (const entry of description!.operations) {
        for (const [node, direction] of schemasOf(entry)) {
          if (seen.has(node.value)) continue;
          seen.add(node.value);
          const schema = jsonSchemaOf(node, direction);
          const check = compile(schema);
          const value = generateValue(schema, { seed: entry.address, direction, check });
          made += 1;
          const problems = check(value);
          const place = `${path.slice(corpus.length)} ${node.pointer}`;
          const isPossible = !contradictions.some(([each]) => place.includes(each));
          if (problems.length > 0 && isPossible) faults.push(`${place} ${JSON.stringify(problems)}`);
        }
      }
    }
    console.info({ made, faults: faults.length });
    expect(faults).toEqual([]);
    expect(made).toBeGreaterThan(500);
  });
});
