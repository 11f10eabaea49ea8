import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadEngines } from './criterion-engines.ts';

const source = new URL('../', import.meta.url);

/** What is loaded at once when a module is: the names of packages, and the modules as URLs. */
function loadedWith(module: URL, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(module.href)) return seen;
  seen.add(module.href);
  const text = readFileSync(module, 'utf8');
  for (const [, name] of text.matchAll(/^(?:import|export) (?!type\b)[^;]*? from '([^']+)';/gm)) {
    if (name!.startsWith('.')) loadedWith(new URL(name!, module), seen);
    else seen.add(name!);
  }
  return seen;
}

/** What a user of the library and each command loads before a document is looked at. */
const entries = [
  'index.ts',
  'cli/main.ts',
  'cli/commands/run.ts',
  'cli/commands/check.ts',
  'cli/commands/describe.ts',
];

describe('the engines of conditions', () => {
  it.each(entries)('are not loaded with %s, since few documents need them', (name) => {
    const entry = new URL(name, source);
    expect(existsSync(entry)).toBe(true);
    const engines = ['json-p3', 're2js', 'fontoxpath', 'slimdom', 'xpath'];
    expect(engines.filter((each) => loadedWith(entry).has(each))).toEqual([]);
  });

  it('are those that are asked for, and no others', async () => {
    expect(await loadEngines([])).toEqual({});
    expect(Object.keys(await loadEngines(['regex', 'regex']))).toEqual(['regex']);
  });
});
