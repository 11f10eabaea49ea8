import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadEngines } from './criterion-engines.ts';

const source = new URL('../', import.meta.url);
const files = readdirSync(fileURLToPath(source), { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);

/** What the engines are made of. Everything else reaches them by way of their loader alone. */
const lazy = [
  'regex-engine',
  'linear-functions',
  'jsonpath-engine',
  'jsonpath-comparison',
  'query-traps',
  'xpath-engine',
  'xpath-10-engine',
  'xml-context',
  'xml-selection',
  'xml-replacement',
];
const isLazy = (name: string): boolean => lazy.some((each) => name.endsWith(`criterion/${each}.ts`));

describe('the engines of conditions', () => {
  it.each(files.filter((name) => !isLazy(name)))('are not loaded by %s', (name) => {
    const text = readFileSync(new URL(name, source), 'utf8');
    const imported = [...text.matchAll(/^import (?!type\b)[^;]* from '([^']+)';/gm)].map(
      (match) => match[1]!,
    );
    const libraries = ['json-p3', 're2js', 'fontoxpath', 'slimdom', 'xpath'];
    expect(imported.filter((each) => libraries.includes(each))).toEqual([]);
    expect(imported.filter((each) => lazy.some((engine) => each.endsWith(`/${engine}.ts`)))).toEqual([]);
  });

  it('are those that are asked for, and no others', async () => {
    expect(await loadEngines([])).toEqual({});
    expect(Object.keys(await loadEngines(['regex', 'regex']))).toEqual(['regex']);
  });
});
