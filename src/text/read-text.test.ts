import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { readText } from './read-text.ts';

const value = (text: string): unknown => readText(text, 'a.yaml').located?.value;
const codes = (text: string): string[] => readText(text, 'a.yaml').diagnostics.map(({ code }) => code);
const first = (text: string): Diagnostic => readText(text, 'a.yaml').diagnostics[0]!;

describe('values', () => {
  it('reads YAML and JSON to the same data', () => {
    const data = { a: [1, 'two', { three: null }], b: true };
    expect(value('a: [1, two, {three: }]\nb: true\n')).toEqual(data);
    expect(value(JSON.stringify(data))).toEqual(data);
    expect(value(JSON.stringify(data, null, '\t'))).toEqual(data);
  });

  it('follows the core schema of YAML 1.2: yes, on and dates are text', () => {
    expect(value('a: yes\nb: on\nc: 2024-01-01\nd: 0o17\ne: ~\n%: 1')).toBeUndefined();
    expect(value('a: yes\nb: on\nc: 2024-01-01\nd: 0o17\ne: ~\n')).toEqual({
      a: 'yes',
      b: 'on',
      c: '2024-01-01',
      d: 15,
      e: null,
    });
  });

  it('spells names as the text does', () => {
    expect(value('200: ok\n1.0: v\ntrue: t\n~: n\n')).toEqual({ 200: 'ok', '1.0': 'v', true: 't', '~': 'n' });
  });

  it('accepts a byte order mark', () => {
    expect(value('\uFEFFa: 1')).toEqual({ a: 1 });
    expect(value('\uFEFF{"a": 1}')).toEqual({ a: 1 });
  });

  it.each(['__proto__:\n  polluted: 1\n', '{"__proto__": {"polluted": 1}}'])(
    'keeps __proto__ as a member of its own in %j',
    (text) => {
      const read = value(text) as object;
      expect(Object.keys(read)).toEqual(['__proto__']);
      expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
    },
  );

  it('shares what aliases stand for', () => {
    expect(value('a: &x {k: [1]}\nb: *x\nc: [*x]')).toEqual({
      a: { k: [1] },
      b: { k: [1] },
      c: [{ k: [1] }],
    });
  });

  it('uses the last anchor of a name before the alias', () => {
    expect(value('a: &x 1\nb: *x\nc: &x 2\nd: *x')).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });
});

describe('a text of more pieces than are read', () => {
  it.each([
    ['a flat list', '- a\n'],
    ['comments', '#\n'],
    ['a flow list', '[a,]\n'],
    ['aliases', '- *a\n'],
  ])('is too large as YAML, however few bytes it has: %s', (_, line) => {
    const { diagnostics } = readText(line.repeat(1000), 'a.yaml', { maxLexemes: 1000 });
    expect(diagnostics).toMatchObject([
      { code: 'text/too-large', message: expect.stringContaining('1000 names') as string },
    ]);
    expect(diagnostics[0]!.place!.line).toBeLessThan(1000);
  });

  it('is read as JSON', () => {
    const list = Array.from({ length: 5000 }, () => 1);
    expect(readText(JSON.stringify(list), 'a.json', { maxLexemes: 1000 }).located?.value).toEqual(list);
  });
});

describe('findings', () => {
  it.each([
    ['an empty text', '', 'text/syntax'],
    ['only white space', ' \n\t\n', 'text/syntax'],
    ['a text with NUL', 'a: \u0000', 'text/syntax'],
    ['a binary text', '\u0089PNG\r\n\u001a\n\u0000\u0000', 'text/syntax'],
    ['a repeated name in YAML', 'a: 1\nb: 2\na: 3', 'text/duplicate-key'],
    ['names that are equal once spelled', '1: a\n"1": b', 'text/duplicate-key'],
    ['a repeated name in JSON', '{"a": 1, "b": {"c": 1, "c": 2}}', 'text/duplicate-key'],
    ['a repeated name in JSON, written with an escape', '{"a": 1, "\\u0061": 2}', 'text/duplicate-key'],
    ['a repeated __proto__', '__proto__: 1\n__proto__: 2', 'text/duplicate-key'],
    ['a merge key', 'a: &x {b: 1}\nc:\n  <<: *x', 'text/unsupported-yaml'],
    ['a tag of its own', 'a: !secret b', 'text/unsupported-yaml'],
    ['a tag of YAML 1.1', 'a: !!binary aGk=', 'text/unsupported-yaml'],
    ['a tagged map', 'a: !thing {b: 1}', 'text/unsupported-yaml'],
    ['a list as a name', '? [a, b]\n: 1', 'text/unsupported-yaml'],
    ['a map as a name', 'a: {{b: 1}: 2}', 'text/unsupported-yaml'],
    ['two documents', 'a: 1\n---\nb: 2', 'text/unsupported-yaml'],
    ['infinity', 'a: .inf', 'text/unsupported-yaml'],
    ['a number beyond JSON', '{"a": 1e999}', 'text/unsupported-yaml'],
    ['an alias without an anchor', 'a: *b', 'text/syntax'],
    ['an alias within its own anchor', 'a: &x\n  b: *x', 'text/alias-expansion'],
    ['a truncated JSON text', '{"a": [1, 2', 'text/syntax'],
    ['a truncated quote', 'a: "b', 'text/syntax'],
    ['a tab as indentation', 'a:\n\tb: 1\n\tc: 2', 'text/syntax'],
    ['a bad escape', '"\\UFFFFFFFF"', 'text/syntax'],
  ])('reports %s', (_, text, code) => {
    const { located, diagnostics } = readText(text, 'a.yaml');
    expect(located).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toContain(code);
    for (const { hint, place } of diagnostics) {
      expect(hint).toBeTruthy();
      expect(place).toMatchObject({ file: 'a.yaml' });
    }
  });

  it('allows a quoted name that looks like a merge key', () => {
    expect(value('"<<": 1')).toEqual({ '<<': 1 });
  });

  it('names the place of a syntax error', () => {
    expect(first('a: 1\nb: c: d\n').place).toMatchObject({ line: 2, column: 4 });
    expect(first('a: 1\nb: c: d\n').hint).toMatch(/quote a text that holds a colon/i);
    expect(first('a: [\nb: 1\n').hint).toMatch(/bracket before this line/i);
    expect(first('{\n  "a": 1,\n').place).toMatchObject({ line: 3, column: 1 });
  });

  it('names the place of a repeated name', () => {
    expect(first('a: 1\nb:\n  c: 1\n  c: 2\n').place).toMatchObject({ line: 4, column: 3, length: 1 });
    expect(first('{"a": 1,\n "a": 2}').place).toMatchObject({ line: 2, column: 2, length: 3 });
  });

  it('reports twenty findings at most', () => {
    expect(
      codes('a: *b\n'.replace('a', '') + Array.from({ length: 50 }, (_, i) => `a${i}: *no\n`).join('')),
    ).toHaveLength(20);
  });

  it('refuses a text above the limit, counted in bytes', () => {
    expect(codes('a'.repeat(20 * 1024 * 1024))).toEqual(['text/too-large']);
    expect(readText('é'.repeat(6), 'a', { maxBytes: 11 }).diagnostics.map((d) => d.code)).toEqual([
      'text/too-large',
    ]);
    expect(readText('é'.repeat(6), 'a', { maxBytes: 12 }).diagnostics).toEqual([]);
  });

  it('refuses an alias bomb', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]`);
    expect(codes(`a0: &a0 lol\n${levels.join('\n')}`)).toEqual(['text/alias-expansion']);
  });

  it('allows many aliases of something small', () => {
    expect(codes(`a: &a {b: 1}\nc:\n${'  - *a\n'.repeat(1000)}`)).toEqual([]);
  });

  const deep = 100_000;
  it.each([
    ['brackets', '['.repeat(deep)],
    ['closed brackets', '['.repeat(deep) + ']'.repeat(deep)],
    ['JSON objects', '{"a":'.repeat(deep) + '1' + '}'.repeat(deep)],
    ['flow maps', '{a: '.repeat(deep)],
    ['dashes', '- '.repeat(deep)],
    ['explicit names', '? '.repeat(deep)],
    ['colons', ': '.repeat(deep)],
    ['indentation', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('reports deep nesting of %s instead of running out of stack', (_, text) => {
    expect(first(text)).toMatchObject({ code: 'text/syntax', message: expect.stringContaining('256') });
  });
});

describe('places', () => {
  const yaml = [
    'list: [1, {a: b}]',
    'text: >-',
    '  folded',
    '"quoted name": x # why',
    'map:',
    '  - first: &f 1',
    '    second: *f',
    'none:',
    'shared: &s {in: 1}',
    'uses: *s',
  ].join('\r\n');
  const json = JSON.stringify({ list: [1, { 'a/b': 'c "d"' }], text: '[{', map: [{ first: true }] }, null, 2);

  it.each([
    ['', 1, 1, 17],
    ['/list', 1, 7, 11],
    ['/list/1/a', 1, 15, 1],
    ['/text', 2, 7, 2],
    ['/quoted name', 4, 16, 1],
    ['/map/0/first', 6, 15, 1],
    ['/map/0/second', 7, 13, 2],
    ['/uses', 10, 7, 2],
    ['/uses/in', 9, 17, 1],
  ])('finds %j in YAML', (pointer, line, column, length) => {
    const { located } = readText(yaml, 'a.yaml');
    expect(located!.place(pointer)).toEqual({ file: 'a.yaml', pointer, line, column, length });
  });

  it.each([
    ['', 1, 1, 1],
    ['/list', 2, 11, 1],
    ['/list/0', 3, 5, 1],
    ['/list/1/a~1b', 5, 14, 9],
    ['/text', 8, 11, 4],
    ['/map/0/first', 11, 16, 4],
  ])('finds %j in JSON', (pointer, line, column, length) => {
    const { located } = readText(json, 'a.json');
    expect(located!.place(pointer)).toEqual({ file: 'a.json', pointer, line, column, length });
  });

  test('names have places of their own', () => {
    expect(readText(yaml, 'a').located!.place('/quoted name', 'key')).toMatchObject({
      line: 4,
      column: 1,
      length: 13,
    });
    expect(readText(json, 'a').located!.place('/map/0/first', 'key')).toMatchObject({
      line: 11,
      column: 7,
      length: 7,
    });
    expect(readText(yaml, 'a').located!.place('/list/0', 'key')).toMatchObject({ line: 1, column: 8 });
  });

  test('what is missing is placed at its nearest ancestor', () => {
    expect(readText(yaml, 'a').located!.place('/map/0/x/y')).toMatchObject({
      pointer: '/map/0',
      line: 6,
      column: 5,
    });
    expect(readText(json, 'a').located!.place('/list/7')).toMatchObject({ pointer: '/list', line: 2 });
    expect(readText(json, 'a').located!.place('/list/01', 'key')).toMatchObject({ pointer: '/list' });
    expect(readText(yaml, 'a').located!.place('nonsense')).toMatchObject({ pointer: '' });
  });
});

describe('any text', () => {
  const fragments = fc.constantFrom(
    ...`a|: |\n|  |- |[|]|{|}|,|"|'|&a|*a|!t|>|#|?|%|---|\t|<<|\\|1|null|\r|\uFEFF|\uD800|__proto__|@|\\u|!!int`.split(
      '|',
    ),
    '|',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fragments, { maxLength: 30 }).map((parts) => parts.join('')),
  );

  test('gives a value or findings, and never throws', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { located, diagnostics } = readText(text, 'a');
        expect(located === undefined).toBe(diagnostics.length > 0);
        expect(() => JSON.stringify(located?.value)).not.toThrow();
        for (const { place } of diagnostics) expect(place!.line).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });

  test('JSON is read as JSON.parse reads it, and every part has a place that spells it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
        fc.nat(4),
        (data, indent) => {
          const text = JSON.stringify(data, null, indent);
          const { located } = readText(text, 'a');
          expect(located!.value).toEqual(JSON.parse(text));
          for (const [name, member] of Object.entries(data)) {
            if (typeof member === 'object' && member !== null) continue;
            const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
            const { line, column, length } = located!.place(pointer);
            expect(text.split('\n')[line - 1]!.slice(column - 1, column - 1 + length!)).toBe(
              JSON.stringify(member),
            );
          }
        },
      ),
    );
  });
});
