import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../../arazzo/document.ts';
import { compileInputs } from './admit-inputs.ts';

async function admit(schema: JsonSchema | undefined, inputs: Readonly<Record<string, unknown>>) {
  const compiled = await compileInputs(schema);
  expect(compiled.problems).toEqual([]);
  return compiled.admit!(inputs);
}

const codes = async (schema: JsonSchema, inputs: Readonly<Record<string, unknown>>) =>
  (await admit(schema, inputs)).diagnostics.map(({ code }) => code);

describe('inputs', () => {
  test('are taken as they are without a schema, or with one that is true', async () => {
    expect(await admit(undefined, { a: 1 })).toMatchObject({
      inputs: { a: 1 },
      diagnostics: [{ code: 'inputs/undeclared', severity: 'warning' }],
    });
    expect(await admit(true, { a: 1 })).toEqual({ inputs: { a: 1 }, diagnostics: [] });
  });

  test('get declared defaults at every level, which are checked like what was given', async () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'integer', default: 1 },
        b: { type: 'object', properties: { c: { default: { d: [] } }, e: { default: 'x' } } },
        f: { type: 'object', properties: { g: { default: 2 } } },
      },
    };
    expect((await admit(schema, { b: { e: 'y' } })).inputs).toEqual({ a: 1, b: { c: { d: [] }, e: 'y' } });
    expect(await codes({ properties: { a: { type: 'string', default: 1 } } }, {})).toEqual([
      'inputs/invalid',
    ]);
  });

  test('get no defaults where the mode applies none (C3)', async () => {
    const compiled = await compileInputs({ properties: { a: { default: 1 } } }, false);
    expect(compiled.admit!({})).toEqual({ inputs: {}, diagnostics: [] });
  });

  test('get defaults through references, allOf and schemas that contain themselves', async () => {
    const schema = {
      $ref: '#/$defs/node',
      $defs: { node: { type: 'object', properties: { n: { default: 1 }, next: { $ref: '#/$defs/node' } } } },
    };
    expect((await admit(schema, { next: { next: {} } })).inputs).toEqual({
      n: 1,
      next: { n: 1, next: { n: 1 } },
    });
    const all = { allOf: [{ properties: { a: { default: 1 } } }, { properties: { b: { default: 2 } } }] };
    expect((await admit(all, {})).inputs).toEqual({ a: 1, b: 2 });
  });

  test('are not changed where they were given', async () => {
    const given = Object.freeze({ b: Object.freeze({}) });
    await admit({ properties: { a: { default: 1 }, b: { properties: { c: { default: 1 } } } } }, given);
    expect(given).toEqual({ b: {} });
  });

  test('that are missing are named with the way to give them', async () => {
    const schema = { required: ['a'], properties: { a: {}, b: { required: ['c'] } } };
    const { diagnostics } = await admit(schema, { b: {} });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'Input "a" is required and was not given.',
      'Input "b.c" is required and was not given.',
    ]);
    expect(diagnostics[0]?.hint).toContain('--input a=');
  });

  test('that are wrong are told by their rule, never by their value', async () => {
    const schema = {
      properties: {
        a: { type: 'integer' },
        b: { enum: ['x', 'y'] },
        c: { pattern: '^a$' },
        d: { maxLength: 2 },
      },
    };
    const { diagnostics } = await admit(schema, { a: 'secret', b: 'secret', c: 'secret', d: 'secret' });
    expect(diagnostics.map(({ code }) => code)).toEqual(Array(4).fill('inputs/invalid'));
    expect(JSON.stringify(diagnostics)).not.toContain('secret');
  });

  test('that are not declared are a warning, and refused by a closed schema, with what was probably meant', async () => {
    const properties = { amount: {} };
    expect(await admit({ properties }, { amuont: 1 })).toMatchObject({
      diagnostics: [{ code: 'inputs/undeclared', severity: 'warning', hint: 'Did you mean amount?' }],
    });
    expect(
      (await admit({ properties, additionalProperties: false }, { amuont: 1 })).diagnostics,
    ).toMatchObject([{ code: 'inputs/invalid', severity: 'error' }]);
    expect(await codes({ properties, additionalProperties: true }, { other: 1 })).toEqual([]);
  });

  test('named like members of every object are ordinary inputs', async () => {
    const given = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as Record<
      string,
      unknown
    >;
    const { inputs } = await admit({ properties: { a: { default: 1 } }, additionalProperties: true }, given);
    expect(Object.keys(inputs).toSorted()).toEqual(['__proto__', 'a', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await codes({ required: ['toString'] }, {})).toEqual(['inputs/missing']);
  });

  test('formats are annotations', async () => {
    expect(await codes({ properties: { a: { format: 'email' } } }, { a: 'no mail' })).toEqual([]);
  });
});

describe('patterns', () => {
  test('take linear time, so that a text that ruins other engines is done at once', async () => {
    const text = `${'a'.repeat(50_000)}!`;
    for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(.*)*x$']) {
      expect(await codes({ properties: { a: { pattern } } }, { a: text })).toEqual(['inputs/invalid']);
    }
  });

  test('are kept apart, though the validator remembers them by their text', async () => {
    const schema = { properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } };
    expect(await codes(schema, { a: 'a', b: 'b' })).toEqual([]);
    expect(await codes(schema, { a: 'a', b: 'a' })).toEqual(['inputs/invalid']);
    expect(await codes(schema, { a: 'b', b: 'b' })).toEqual(['inputs/invalid']);
  });

  test('find anywhere, and know what ECMAScript writes differently', async () => {
    const schema = { properties: { a: { pattern: '\\u0041(?<n>\\d)' } } };
    expect(await codes(schema, { a: 'xA1y' })).toEqual([]);
  });

  test('that need backtracking make the schema unusable', async () => {
    for (const pattern of ['(a)\\1', '(?=a)b', '(']) {
      const { admit: none, problems } = await compileInputs({ properties: { a: { pattern } } });
      expect(none).toBeUndefined();
      expect(problems).toMatchObject([{ hint: expect.stringContaining('look-around') }]);
    }
  });
});

describe('schemas', () => {
  test('that are not schemas are a problem, each with its place', async () => {
    const pointers = async (schema: JsonSchema): Promise<string[]> =>
      (await compileInputs(schema)).problems.map(({ pointer }) => pointer);
    expect(await pointers({ type: 'nonsense' })).toEqual(['/type']);
    expect(await pointers({ properties: { a: { $ref: '#/nowhere' } } })).toEqual(['/properties/a/$ref']);
    expect(await pointers({ properties: 7 })).toEqual(['/properties']);
    expect(await pointers({ $schema: 'urn:other' })).toEqual(['']);
    const several = { type: 'objct', required: 'a', properties: { a: { type: ['strin'], minimum: 'x' } } };
    expect(await pointers(several)).toEqual([
      '/properties/a/minimum',
      '/properties/a/type/0',
      '/type',
      '/required',
    ]);
  });

  test('that refer to nothing but themselves are a finding, not a crash', async () => {
    const circles = [
      { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
      { allOf: [{ $ref: '#' }] },
      { type: 'object', anyOf: [{ $ref: '#' }, { $ref: '#' }] },
    ];
    for (const circle of circles) {
      const { admit: circular, problems } = await compileInputs(circle);
      const found = circular === undefined ? problems : circular({}).diagnostics;
      expect(found).toMatchObject([{ message: expect.stringContaining('refers to itself without end') }]);
    }
  });

  test('that refer to themselves many times over take no time to read', async () => {
    const schema = {
      allOf: Array.from({ length: 5 }, () => ({ $ref: '#/$defs/a' })),
      $defs: { a: { properties: { x: { default: 1 } } } },
    };
    expect((await admit(schema, {})).inputs).toEqual({ x: 1 });
    const wide = {
      type: 'object',
      properties: {
        child: { $ref: '#' },
        other: { anyOf: Array.from({ length: 9 }, () => ({ $ref: '#' })) },
      },
    };
    expect((await admit(wide, { child: { other: {} } })).diagnostics).toEqual([]);
  });

  test('never throw for any inputs', async () => {
    const { admit: any } = await compileInputs({
      type: 'object',
      properties: { a: { $ref: '#/$defs/n' }, b: { pattern: '^x', default: 'x' } },
      $defs: { n: { properties: { n: { $ref: '#/$defs/n' }, d: { default: null } } } },
    });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'n', '__proto__'), fc.jsonValue()), (inputs) => {
        expect(any!(inputs as Record<string, unknown>).inputs).toBeTypeOf('object');
      }),
      { numRuns: 200 },
    );
  });

  test('refuse an object that cannot be compared with what they list, and do not throw', async () => {
    const { admit: any } = await compileInputs({ properties: { a: { enum: [{ b: 1 }] } } });
    const { diagnostics } = any!({ a: { valueOf: 1 } });
    expect(diagnostics.map(({ code }) => code)).toEqual(['inputs/invalid']);
    expect(diagnostics[0]?.message).toMatch(/valueOf or toString, and cannot be compared/);
  });

  test('name both ways to give an input that is missing', async () => {
    const { admit: any } = await compileInputs({ required: ['currency'] });
    expect(any!({}).diagnostics[0]?.hint).toBe(
      'Give it in the object of inputs, or on the command line with --input currency=<value>.',
    );
  });
});
