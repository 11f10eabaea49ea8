import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parameter, ParameterLocation, ParameterStyle } from '../operation.ts';
import { compilePath, pathVariables } from '../path-template.ts';
import { compileParameter } from './serialize-parameter.ts';
import { UnserializableValue } from './unserializable-value.ts';

function parameter(
  where: ParameterLocation,
  style: ParameterStyle,
  explode: boolean,
  more: Partial<Parameter> = {},
) {
  return { name: 'color', in: where, required: true, style, explode, allowReserved: false, ...more };
}

/** What a parameter contributes, joined as its location joins it. */
function text(where: ParameterLocation, style: ParameterStyle, explode: boolean, value: unknown): string {
  const separator = where === 'query' ? '&' : where === 'cookie' ? '; ' : '';
  return compileParameter(parameter(where, style, explode))(value).join(separator);
}

const list = ['blue', 'black', 'brown'];
const object = { R: 100, G: 200, B: 150 };

// "Style Examples" of the Parameter Object, which are the same in OpenAPI 3.0.4, 3.1.1 and 3.2.0 (which adds the style cookie): the empty,
// string, array and object columns. `undefined` is "n/a" there, or an empty value in a path: `.` and an empty segment would make
// another path of it, so those are refused (see below).
const table: readonly (readonly [ParameterLocation, ParameterStyle, boolean, ...(string | undefined)[]])[] = [
  ['path', 'matrix', false, ';color', ';color=blue', ';color=blue,black,brown', ';color=R,100,G,200,B,150'],
  [
    'path',
    'matrix',
    true,
    ';color',
    ';color=blue',
    ';color=blue;color=black;color=brown',
    ';R=100;G=200;B=150',
  ],
  ['path', 'label', false, undefined, '.blue', '.blue,black,brown', '.R,100,G,200,B,150'],
  ['path', 'label', true, undefined, '.blue', '.blue.black.brown', '.R=100.G=200.B=150'],
  ['path', 'simple', false, undefined, 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
  ['path', 'simple', true, undefined, 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ['header', 'simple', false, '', 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
  ['header', 'simple', true, '', 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ['query', 'form', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
  ['query', 'form', true, 'color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
  ['cookie', 'form', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
  // Cookies are separated by `; `, not by the `&` that the table has for form (3.2, "Style Examples", says so of its style cookie).
  [
    'cookie',
    'form',
    true,
    'color=',
    'color=blue',
    'color=blue; color=black; color=brown',
    'R=100; G=200; B=150',
  ],
  ['cookie', 'cookie', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
  [
    'cookie',
    'cookie',
    true,
    'color=',
    'color=blue',
    'color=blue; color=black; color=brown',
    'R=100; G=200; B=150',
  ],
  [
    'query',
    'spaceDelimited',
    false,
    undefined,
    undefined,
    'color=blue%20black%20brown',
    'color=R%20100%20G%20200%20B%20150',
  ],
  [
    'query',
    'pipeDelimited',
    false,
    undefined,
    undefined,
    'color=blue%7Cblack%7Cbrown',
    'color=R%7C100%7CG%7C200%7CB%7C150',
  ],
  [
    'query',
    'deepObject',
    true,
    undefined,
    undefined,
    undefined,
    'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
  ],
];

describe('the style table of OpenAPI', () => {
  const cases = table.flatMap(([where, style, explode, ...columns]) =>
    ['', 'blue', list, object].flatMap((value, index) => {
      const expected = columns[index];
      return expected === undefined ? [] : [[where, style, explode, value, expected] as const];
    }),
  );
  it.each(cases)('writes %s %s explode=%s of %j as %s', (where, style, explode, value, expected) => {
    expect(text(where, style, explode, value)).toBe(expected);
  });
});

describe('compileParameter', () => {
  it('writes nested objects and arrays of deepObject as Stripe reads them', () => {
    const write = compileParameter(parameter('query', 'deepObject', true, { name: 'a' }));
    expect(write({ b: { c: 1 }, d: ['x', null, 'y'], e: null }).map(decodeURIComponent)).toEqual([
      'a[b][c]=1',
      'a[d][0]=x',
      'a[d][2]=y',
    ]);
    expect(write(true)).toEqual(['a=true']);
  });

  it('leaves out null, undefined, and lists of nothing', () => {
    for (const where of ['query', 'cookie', 'header'] as const) {
      const write = compileParameter(parameter(where, where === 'header' ? 'simple' : 'form', false));
      for (const value of [null, undefined, [], {}, [null]]) expect(write(value)).toEqual([]);
    }
  });

  it.each([
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-2.5e25, '-25000000000000000000000000'],
    [-0, '0'],
    [0.1, '0.1'],
    [5e-324, `0.${'0'.repeat(323)}5`],
  ])('writes the number %d without an exponent', (value, expected) => {
    expect(text('query', 'form', true, value)).toBe(`color=${expected}`);
    expect(Number(expected)).toBe(value + 0);
  });

  it('writes content parameters by their media type', () => {
    const json = { name: 'q', mediaType: 'application/json' };
    expect(compileParameter(parameter('query', 'form', true, json))({ a: ['é&'] })).toEqual([
      'q=%7B%22a%22%3A%5B%22%C3%A9%26%22%5D%7D',
    ]);
    expect(compileParameter(parameter('header', 'simple', false, json))({ a: 1 })).toEqual(['{"a":1}']);
  });

  it('lets reserved characters and triples pass where that is allowed, except those that would end the value', () => {
    const write = (where: ParameterLocation, style: ParameterStyle): readonly string[] =>
      compileParameter(parameter(where, style, false, { name: 'q', allowReserved: true }))(
        "a:/?#[]@!$&'()*+,;= %2f%",
      );
    expect(write('query', 'form')).toEqual(["q=a:/?%23%5B%5D@!$%26'()*%2B,;%3D%20%2f%25"]);
    expect(write('path', 'simple')).toEqual(["a:%2F%3F%23%5B%5D@!$&'()*+,;=%20%2f%25"]);
    expect(write('cookie', 'form')[0]).not.toContain(';');
  });

  it.each([
    ['path', 'simple', ''],
    ['path', 'simple', null],
    ['path', 'simple', '.'],
    ['path', 'simple', '..'],
    ['path', 'label', '.'],
    ['path', 'label', ''],
    ['path', 'simple', []],
    ['path', 'simple', [['a']]],
    ['header', 'simple', 'a\r\nX-Evil: 1'],
    ['header', 'simple', 'a\0'],
    ['header', 'simple', 'é'],
    ['header', 'simple', ' a'],
    ['query', 'form', '\ud800'],
    ['query', 'form', [{}]],
    ['query', 'form', Number.NaN],
    ['query', 'form', Symbol('s')],
  ] as const)('refuses in %s, style %s, the value %j', (where, style, value) => {
    expect(() => compileParameter(parameter(where, style, false))(value)).toThrow(UnserializableValue);
  });

  it('refuses encoded dot segments that allowReserved would let through', () => {
    const write = compileParameter(parameter('path', 'simple', false, { allowReserved: true }));
    for (const value of ['%2e', '%2E%2e', '.%2E']) expect(() => write(value)).toThrow(UnserializableValue);
  });

  it('refuses values nested too deeply, and never tells the value', () => {
    let value: unknown = 'secret-value';
    for (let depth = 0; depth < 50_000; depth++) value = [value];
    for (const more of [{}, { mediaType: 'application/json' }]) {
      const write = compileParameter(parameter('query', 'deepObject', true, more));
      expect(() => write(value)).toThrow(/^The value of "color" cannot be sent: it /);
    }
    const header = compileParameter(parameter('header', 'simple', false));
    expect(() => header('secret\n')).toThrow(expect.not.stringContaining('secret') as Error);
  });
});

describe('compilePath', () => {
  const fill = (path: string, texts: Record<string, string>): string =>
    compilePath(path)(new Map(Object.entries(texts)));

  it('fills variables and keeps the literal text', () => {
    expect(pathVariables('/a/{b}/{c}.{b}')).toEqual(['b', 'c']);
    expect(fill('/a b/{b}/é:@/{c}.json', { b: '1', c: '2' })).toBe('/a%20b/1/%C3%A9:@/2.json');
    expect(fill('/2010-04-01/Accounts', {})).toBe('/2010-04-01/Accounts');
  });

  it('refuses segments that would vanish, and variables without text', () => {
    expect(() => fill('/a/{b}{c}', { b: '.', c: '.' })).toThrow(UnserializableValue);
    expect(() => fill('/a/.{b}', { b: '%2e' })).toThrow(UnserializableValue);
    expect(() => fill('/a/{b}', {})).toThrow(UnserializableValue);
  });
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '.',
      '/',
      '%',
      '2',
      'e',
      'E',
      '\\',
      '?',
      '#',
      '&',
      '=',
      '+',
      ';',
      ',',
      '\r',
      '\n',
      ' ',
      'é',
    ),
  }),
);

/** The texts for a value, or undefined when it is refused; nothing else may be thrown. */
function attempt(
  write: (value: unknown) => readonly string[],
  value: unknown,
): readonly string[] | undefined {
  try {
    return write(value);
  } catch (error) {
    if (error instanceof UnserializableValue) return undefined;
    throw error;
  }
}

/** The names of the pairs that a value of strings makes in a query. */
function namesOf(
  value: string | readonly string[] | Readonly<Record<string, string>>,
  style: ParameterStyle,
  explode: boolean,
): readonly string[] {
  if (typeof value === 'string') return ['color'];
  const keys = Object.keys(value);
  if (style === 'deepObject') return keys.map((key) => `color[${key}]`);
  if (!explode) return keys.length === 0 ? [] : ['color'];
  return Array.isArray(value) ? keys.map(() => 'color') : keys;
}

describe('hostile values', () => {
  it('never add a path segment, and arrive as they are', () => {
    const write = compileParameter(parameter('path', 'simple', false, { name: 'id' }));
    const path = compilePath('/v1/things/{id}/parts');
    fc.assert(
      fc.property(hostile, (value) => {
        const texts = attempt(write, value);
        if (texts === undefined) return;
        const url = new URL(`https://api.example.com${path(new Map([['id', texts[0]!]]))}`);
        const segments = url.pathname.split('/');
        expect([segments.length, url.search, url.hash]).toEqual([5, '', '']);
        expect(decodeURIComponent(segments[3]!)).toBe(value);
      }),
    );
  });

  it('never add a path segment with reserved characters allowed either', () => {
    const write = compileParameter(parameter('path', 'simple', false, { name: 'id', allowReserved: true }));
    const path = compilePath('/v1/things/{id}/parts');
    fc.assert(
      fc.property(hostile, (value) => {
        const texts = attempt(write, value);
        if (texts === undefined) return;
        const url = new URL(`https://api.example.com${path(new Map([['id', texts[0]!]]))}`);
        expect([url.pathname.split('/').length, url.search, url.hash]).toEqual([5, '', '']);
      }),
    );
  });

  it('never add a query pair, and arrive as they are', () => {
    const write = compileParameter(parameter('query', 'deepObject', true, { name: 'a' }));
    fc.assert(
      fc.property(fc.dictionary(hostile, hostile), (value) => {
        const pairs = attempt(write, value);
        if (pairs === undefined) return;
        const url = new URL(`https://api.example.com/?${pairs.join('&')}`);
        const expected = Object.entries(value).map(([key, each]) => [`a[${key}]`, each]);
        expect([...url.searchParams]).toEqual(expected);
      }),
    );
  });

  const structure = fc.oneof(hostile, fc.array(hostile), fc.dictionary(hostile, hostile));

  it.each(['matrix', 'label', 'simple'] as const)(
    'never leave their segment of a path in style %s',
    (style) => {
      const path = compilePath('/v1/things/{id}/parts');
      fc.assert(
        fc.property(structure, fc.boolean(), fc.boolean(), (value, explode, allowReserved) => {
          const texts = attempt(
            compileParameter(parameter('path', style, explode, { allowReserved })),
            value,
          );
          if (texts === undefined) return;
          const url = new URL(`https://api.example.com${path(new Map([['id', texts.join('')]]))}`);
          expect([url.pathname.split('/').length, url.search, url.hash]).toEqual([5, '', '']);
          expect(url.pathname).toMatch(/^\/v1\/things\/[^/]+\/parts$/);
        }),
        { numRuns: 1000 },
      );
    },
  );

  it.each(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const)(
    'never add a query pair in style %s: one for each value, under its own name',
    (style) => {
      fc.assert(
        fc.property(structure, fc.boolean(), fc.boolean(), (value, explode, allowReserved) => {
          const pairs = attempt(
            compileParameter(parameter('query', style, explode, { allowReserved })),
            value,
          );
          if (pairs === undefined) return;
          const url = new URL(`https://api.example.com/?${pairs.join('&')}`);
          expect([[...url.searchParams.keys()], url.hash]).toEqual([namesOf(value, style, explode), '']);
        }),
        { numRuns: 1000 },
      );
    },
  );

  it.each(['form', 'cookie'] as const)('never add a cookie in style %s', (style) => {
    fc.assert(
      fc.property(structure, fc.boolean(), fc.boolean(), (value, explode, allowReserved) => {
        const pairs = attempt(
          compileParameter(parameter('cookie', style, explode, { allowReserved })),
          value,
        );
        for (const pair of pairs ?? []) expect(pair).toMatch(/^[\x20-\x3a\x3c-\x7e]*$/);
        expect(pairs?.length ?? 0).toBeLessThanOrEqual(
          typeof value === 'object' ? Object.keys(value).length : 1,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('never add a header line', () => {
    const write = compileParameter(parameter('header', 'simple', false));
    fc.assert(
      fc.property(structure, (value) => {
        const texts = attempt(write, value) ?? [];
        expect(texts.length).toBeLessThanOrEqual(1);
        for (const each of texts) expect(new Headers({ x: each }).get('x')).toBe(each);
      }),
    );
  });
});
