import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEnvFile } from './env-file.ts';

test.each([
  ['A=1', { A: '1' }],
  ['A=1\r\nB=2', { A: '1', B: '2' }],
  ['\uFEFFA=1', { A: '1' }],
  ['export A=1', { A: '1' }],
  ['  A = 1  ', { A: '1' }],
  ['A=', { A: '' }],
  ['# A=1\n\n', {}],
  ['A=a b # comment', { A: 'a b' }],
  ['A=# comment', { A: '' }],
  ['A=a#b', { A: 'a#b' }],
  ['A=a=b==', { A: 'a=b==' }],
  ["A='a # \\n b' # comment", { A: 'a # \\n b' }],
  ['A="a # \\n \\"b\\" \\\\"', { A: 'a # \n "b" \\' }],
  ['A=1\nA=2', { A: '2' }],
  ['__proto__=1', { ['__proto__']: '1' }],
])('%j is read', (text, expected) => {
  const { values, diagnostics } = parseEnvFile(text, '.env');
  expect(diagnostics).toEqual([]);
  expect(Object.entries(values)).toEqual(Object.entries(expected));
});

test.each(['hush', '1A=hush', 'A-B=hush', '"A=hush', 'A="hush', "A='hush' x", '=hush'])(
  '%j is a finding with its line and without its content',
  (line) => {
    const { values, diagnostics } = parseEnvFile(`B=1\n${line}\nC=2`, '.env');
    expect(diagnostics).toMatchObject([
      { code: 'usage/invalid', place: { file: '.env', line: 2, column: 1 } },
    ]);
    expect(JSON.stringify(diagnostics)).not.toContain('hush');
    expect(values).toMatchObject({ B: '1', C: '2' });
  },
);

test('no text makes it throw, and each line is a value, a finding or nothing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { values, diagnostics } = parseEnvFile(text, '.env');
      expect(Object.keys(values).length + diagnostics.length).toBeLessThanOrEqual(
        text.split(/\r\n|\n|\r/).length,
      );
    }),
  );
});
