import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileSelector } from '../expression/compile-selector.ts';
import { compileCriterion } from './compile-criterion.ts';
import { loadEngines } from './criterion-engines.ts';
import { parseQuery, selectValues } from './jsonpath-engine.ts';
import { loadSelectorEngines } from './selector-engines.ts';

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
const selectorEngines = await loadSelectorEngines(['jsonpath']);
const context = { kind: 'inputs', name: 'document' } as const;

describe.skipIf(cases.length === 0)('the JSONPath compliance suite, where it is there,', () => {
  const invalid = cases.filter((each) => each.invalid_selector === true);
  const valid = cases.filter((each) => each.invalid_selector !== true);

  test.each(invalid.map((each) => [each.name, each] as const))('%s', (_, given) => {
    expect(parseQuery(given.selector)).toHaveProperty('problem.offset');
    expect(engines.jsonpath!(given.selector)).toHaveProperty('problem.message');
    expect(selectorEngines.jsonpath!(given.selector)).toHaveProperty('problem.message');
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
        context,
        parts: [given.selector],
      },
      engines,
    );
    const scope = { inputs: { document: given.document }, steps: {}, workflows: {} };
    expect(evaluate(scope).passed).toBe(selected.length > 0);

    const select = compileSelector(
      { context, selector: given.selector, dialect: 'jsonpath' },
      selectorEngines,
    );
    const value = select(scope);
    // One that selects a value at most comes to that value (clause J3).
    const asValue = query.singularQuery();
    const expected = given.results ?? [given.result!];
    expect(asValue ? expected.map(([first]) => first) : expected).toContainEqual(value);
  });
});
