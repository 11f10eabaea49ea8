import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileCriterion } from './compile-criterion.ts';
import { loadEngines } from './criterion-engines.ts';
import { parseQuery, selectValues } from './jsonpath-engine.ts';

const file = new URL('../../../shared/jsonpath-cts/cts.json', import.meta.url);

interface Case {
  readonly name: string;
  readonly selector: string;
  readonly invalid_selector?: boolean;
  readonly document?: unknown;
  readonly result?: readonly unknown[];
  readonly results?: readonly (readonly unknown[])[];
}

const cases: readonly Case[] = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly tests: readonly Case[] }).tests
  : [];

const engines = await loadEngines(['jsonpath']);

describe.skipIf(cases.length === 0)('the JSONPath compliance suite, where it is there,', () => {
  const invalid = cases.filter((each) => each.invalid_selector === true);
  const valid = cases.filter((each) => each.invalid_selector !== true);

  test.each(invalid.map((each) => [each.name, each] as const))('%s', (_, given) => {
    expect(parseQuery(given.selector)).toHaveProperty('problem.offset');
    expect(engines.jsonpath!(given.selector)).toHaveProperty('problem.message');
  });

  test.each(valid.map((each) => [each.name, each] as const))('%s', (_, given) => {
    const query = parseQuery(given.selector);
    if ('problem' in query) throw new Error(query.problem.message);
    const selected = selectValues(query, given.document);
    expect(given.results ?? [given.result]).toContainEqual(selected);
    const evaluate = compileCriterion(
      {
        type: 'jsonpath',
        dialect: 'jsonpath',
        condition: given.selector,
        context: { kind: 'inputs', name: 'document' },
        parts: [given.selector],
      },
      engines,
    );
    const { passed } = evaluate({ inputs: { document: given.document }, steps: {}, workflows: {} });
    expect(passed).toBe(selected.length > 0);
  });
});
