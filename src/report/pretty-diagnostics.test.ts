import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnostics/diagnose.ts';
import { countFindings, prettyDiagnostics } from './pretty-diagnostics.ts';
import { makeStyle } from './style.ts';

const place = { file: '/home/a/flow.yaml', line: 2, column: 3, pointer: '/a', length: 4 };
const texts = new Map([[place.file, 'one\n  word\u001b[2J of a longer line\nthree']]);
const finding = diagnose('step/operation-not-found', '"a" does not exist.', {
  place,
  hint: 'Did you mean A?',
});

describe('findings for people', () => {
  test('have severity, code, place, frame and next step', () => {
    const shownFile = (): string => 'flow.yaml';
    expect(prettyDiagnostics([finding], { style: makeStyle({ coloured: false }), texts, shownFile })).toBe(
      `error: "a" does not exist. [step/operation-not-found]
  at flow.yaml:2:3
      1 | one
    > 2 |   word·[2J of a longer line
        |   ^^^^
      3 | three
  → Did you mean A?
`,
    );
  });

  test('have colours where these are wanted', () => {
    const text = prettyDiagnostics([finding], { style: makeStyle({ coloured: true }), texts });
    expect(text).toContain('\u001b[31merror\u001b[39m: "a" does not exist.');
  });

  test('stay within the width of a terminal', () => {
    const long = new Map([[place.file, `one\n  ${'word '.repeat(60)}`]]);
    for (const width of [60, 80, 120]) {
      const lengthy = { ...finding, message: 'word '.repeat(50).trim(), hint: 'word '.repeat(50).trim() };
      const text = prettyDiagnostics([lengthy], {
        style: makeStyle({ coloured: false, width }),
        texts: long,
      });
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  test('are counted by severity', () => {
    const of = (severity: 'error' | 'hazard' | 'warning' | 'info') => ({ ...finding, severity });
    expect(countFindings([])).toBe('nothing');
    expect(countFindings([of('error')])).toBe('1 error');
    expect(countFindings([of('info'), of('error'), of('error'), of('hazard'), of('warning')])).toBe(
      '2 errors, 1 hazard, 1 warning and 1 note',
    );
  });
});
