import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

/** Applies the lines of a diff to the text it was made of. */
function patched(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const made: string[] = [];
  let at = 0;
  const rows = diff.match(/[^\n]*\n/g) ?? [];
  for (const [index, row] of rows.entries()) {
    const range = /^@@ -(\d+)(?:,(\d+))? /.exec(row);
    if (range !== null) {
      const start = Number(range[1]) - (range[2] === '0' ? 0 : 1);
      made.push(...lines.slice(at, start));
      at = start;
    } else if (index >= 2 && !row.startsWith('\\')) {
      const line = rows[index + 1]?.startsWith('\\') === true ? row.slice(1, -1) : row.slice(1);
      if (row.startsWith('+')) made.push(line);
      else {
        // A line that is not there makes the text another.
        if (row.startsWith(' ') || lines[at] !== line) made.push(line);
        at++;
      }
    }
  }
  return made.join('') + lines.slice(at).join('');
}

describe('a unified diff', () => {
  test('shows changes with three lines around them', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\n';
    expect(unifiedDiff(before, before.replace('e\n', 'E\n!\n'), 'x.yaml')).toBe(
      '--- a/x.yaml\n+++ b/x.yaml\n@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n+!\n f\n g\n h\n',
    );
  });

  test('is empty without a change, and tells a missing line break at the end', () => {
    expect(unifiedDiff('a\n', 'a\n', 'x')).toBe('');
    expect(unifiedDiff('a', 'b\n', 'x')).toBe(
      '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n',
    );
  });

  test('leads from the one text to the other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 }).map((l) => l.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patched(before, unifiedDiff(before, after, 'x'))).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  test('is what git applies', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'heddle-diff-'));
    const before = Array.from({ length: 40 }, (_, index) => `line ${index}\n`).join('');
    const after = before.replace('line 3\n', '').replace('line 20\n', 'line twenty\nand more\n');
    writeFileSync(join(cwd, 'x.yaml'), before);
    writeFileSync(join(cwd, 'x.diff'), unifiedDiff(before, after, 'x.yaml'));
    execFileSync('git', ['apply', 'x.diff'], { cwd });
    expect(readFileSync(join(cwd, 'x.yaml'), 'utf8')).toBe(after);
  });
});
