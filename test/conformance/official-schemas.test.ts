import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileInputs } from '../../src/plan/inputs/admit-inputs.ts';
import { standaloneSchema } from '../../src/plan/inputs/inputs-schema.ts';
import { parse } from '../../src/arazzo/parse.ts';
import { rules } from '../../src/arazzo/rules/index.ts';
import { stops } from '../../src/diagnostics/diagnostic.ts';
import { readText } from '../../src/text/read-text.ts';
import { officialFixtures, officialSchemas, type Oracle } from '../support/official-schemas.ts';
import { readCase } from './read-case.ts';

/** The published schemas are an oracle here, not the validator: the prose wins, and each disagreement is a row of docs/official-schemas.md. */
const oracle = officialSchemas();
const absent = oracle !== undefined ? '' : ' (skipped: the folder of the official fixtures is absent)';

interface Fixture {
  readonly file: string;
  readonly expect?: string;
}

interface Judged {
  readonly file: string;
  /** What our own reading stops for. */
  readonly codes: readonly string[];
  /** The schema's first objection, its indexes written as `*`. */
  readonly objection?: string;
}

const rows = [
  ...readFileSync(new URL('../../docs/official-schemas.md', import.meta.url), 'utf8').matchAll(
    /^\| `(.+?)` \| (.+?) \| (.+?) \| (.+?) \|$/gm,
  ),
].map(([, key, , , shown]) => ({
  key: key!,
  shown: [...shown!.matchAll(/\[(.+?)\]/g)].map(([, file]) => file!),
}));

async function judge(file: string, text: string, objectionTo: Oracle): Promise<Judged | undefined> {
  const { located } = readText(text, file);
  if (located === undefined) return undefined;
  const { description, diagnostics } = parse(located);
  const found = [...diagnostics, ...(description ? rules.flatMap((rule) => rule(description, located)) : [])];
  const schemas = (description?.workflows ?? []).map(({ inputs = true }) =>
    compileInputs(standaloneSchema(inputs, located.value, () => undefined)),
  );
  const unusable = (await Promise.all(schemas)).some(({ problems }) => problems.length > 0);
  const codes = [
    ...found.filter(stops).map(({ code }) => code),
    ...(unusable ? ['inputs/invalid-schema'] : []),
  ];
  const objection = objectionTo(located.value);
  return { file, codes, ...(objection && { objection }) };
}

describe(`the official JSON Schemas${absent}`, async () => {
  const here = oracle !== undefined;
  const manifest = here
    ? (JSON.parse(readFileSync(join(officialFixtures, 'manifest.json'), 'utf8')) as { files: Fixture[] })
        .files
    : [];
  const official = await Promise.all(
    manifest
      .filter((each) => /pass|fail/.test(each.expect ?? ''))
      .map(async (each) => {
        const text = readFileSync(join(officialFixtures, each.file), 'utf8');
        return { ...each, judged: (await judge(each.file, text, oracle!))! };
      }),
  );
  const cases = readdirSync(import.meta.dirname).filter((name) => here && name.endsWith('.txt'));
  const judgements = await Promise.all(
    cases.map((file) => {
      const text = readFileSync(join(import.meta.dirname, file), 'utf8');
      return judge(file, readCase(text).document.text, oracle!);
    }),
  );
  const own = judgements.filter((judged) => judged !== undefined);

  test('say of their fixtures what the manifest expects of them', ({ skip }) => {
    skip(!here);
    expect(official.length).toBeGreaterThan(60);
    for (const { file, expect: wanted, judged } of official)
      expect(judged.objection === undefined, file).toBe(wanted !== 'fail');
  });

  test('disagree with Heddle about fixtures and cases only where docs/official-schemas.md says so, and everywhere it says so', ({
    skip,
  }) => {
    skip(!here);
    const found = new Map<string, string[]>();
    for (const { file, codes, objection } of [...official.map(({ judged }) => judged), ...own]) {
      if ((objection === undefined) === (codes.length === 0)) continue;
      for (const key of objection === undefined ? new Set(codes) : [objection])
        found.set(key, [...(found.get(key) ?? []), file]);
    }
    expect([...found.keys()].toSorted()).toEqual(rows.map(({ key }) => key).toSorted());
    for (const { key, shown } of rows)
      for (const file of shown) expect(found.get(key), `${key} is shown by ${file}`).toContain(file);
  });
});
