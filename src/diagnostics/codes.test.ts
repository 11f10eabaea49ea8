import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Code, codes } from './codes.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/diagnostics.md', root), 'utf8');

/** The rows of the page's tables: code, severity, and the three columns of words. */
const rows = [...page.matchAll(/^\| `([^`]+)` \| (\w+) \| (.+) \| (.+) \| (.+) \|$/gm)].map(
  ([, code, severity, ...words]) => ({ code: code!, severity: severity!, words }),
);

/** The source without tests and without the list of codes itself. */
const source = readdirSync(fileURLToPath(new URL('src', root)), { recursive: true, encoding: 'utf8' })
  .filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('diagnostics/codes.ts'),
  )
  .map((name) => readFileSync(new URL(`src/${name}`, root), 'utf8'))
  .join('\n');

describe('the closed list of codes', () => {
  test('has a row in docs/diagnostics.md for every code, with its severity', () => {
    const documented = rows.map(({ code, severity }) => [code, severity]);
    expect(Object.fromEntries(documented)).toEqual(codes);
    expect(documented).toHaveLength(Object.keys(codes).length);
  });

  test.each(rows)('says what $code means, shows a message, and tells what to do', ({ words }) => {
    for (const text of words) expect(text.trim().length).toBeGreaterThan(3);
  });

  test.each(Object.keys(codes) as Code[])('has a use for %s', (code) => {
    expect(source.includes(`'${code}'`)).toBe(true);
  });
});
