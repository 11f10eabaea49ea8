import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codes } from '../diagnostics/codes.ts';
import { rulesIn } from './rules.ts';

const page = readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8');

test('every code has its rule, in the order of the closed list, with the section that tells it', () => {
  const rules = rulesIn(page);
  expect(rules.map(({ code }) => code)).toEqual(Object.keys(codes));
  const fragments = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replaceAll(/[:,.]/g, '').replaceAll(' ', '-'),
  );
  for (const { meaning, next, section } of rules) {
    expect(meaning).toMatch(/\.$/);
    expect(next.length).toBeGreaterThan(3);
    expect(fragments).toContain(section);
  }
});

test('cells may hold bars, escaped as tables want them', () => {
  const rules = rulesIn(
    '# A page\n\n| `condition/syntax` | error | No a \\|\\| b. | An example. | Write a \\| b. |\n',
  );
  expect(rules).toEqual([
    { code: 'condition/syntax', meaning: 'No a || b.', next: 'Write a | b.', section: 'a-page' },
  ]);
});
