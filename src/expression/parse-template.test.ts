import * as fc from 'fast-check';
import { assert, describe, expect, it } from 'vitest';
import { compileTemplate } from './compile-template.ts';
import { expressionsIn } from './expressions-in.ts';
import { parseTemplate } from './parse-template.ts';
import type { Scope } from './scope.ts';
import { UnresolvedValue } from './unresolved-value.ts';

const scope: Scope = {
  inputs: { token: 't', amount: 2000, on: true, none: null, map: { a: [1, 'x'] }, list: [1] },
  steps: { s: { outputs: { id: 'pi_1' } } },
  workflows: {},
};

function evaluate(value: unknown): unknown {
  return compileTemplate(parseTemplate(value).template)(scope);
}

function findingsOf(value: unknown): unknown[] {
  return parseTemplate(value).findings.map(({ code, hint, severity }) => ({ code, hint, severity }));
}

describe('a template', () => {
  it('that is wholly an expression keeps the type of its value (K1)', () => {
    for (const [name, value] of Object.entries(scope.inputs)) expect(evaluate(`$inputs.${name}`)).toBe(value);
    expect(evaluate('$inputs.absent')).toBeUndefined();
  });

  it('of text embeds strings as they are and the rest as JSON (G4)', () => {
    expect(evaluate('Bearer {$inputs.token}')).toBe('Bearer t');
    expect(evaluate('{$inputs.amount}{$inputs.on}{$inputs.none}')).toBe('2000truenull');
    expect(evaluate('<{$inputs.map}>')).toBe('<{"a":[1,"x"]}>');
    expect(evaluate('{$steps.s.outputs.id}.')).toBe('pi_1.');
  });

  it('may be JSON text, whose own braces are literal (G3)', () => {
    expect(evaluate('{"id": "{$steps.s.outputs.id}", "n": {$inputs.amount}, "o": {"p": {}}}')).toBe(
      '{"id": "pi_1", "n": 2000, "o": {"p": {}}}',
    );
    expect(evaluate('{{$inputs.token}}')).toBe('{t}');
  });

  it('refuses to make text of a missing value (F11)', () => {
    expect(() => evaluate('a {$inputs.absent} b')).toThrow(UnresolvedValue);
    expect(() => evaluate({ deep: ['a {$inputs.absent} b'] })).toThrow('$inputs.absent has no value');
  });

  it('leaves out members without a value, keeps null, and refuses array items without one (G11)', () => {
    expect(evaluate({ a: '$inputs.absent', b: '$inputs.none', c: { d: '$inputs.absent' } })).toEqual({
      b: null,
      c: {},
    });
    expect(() => evaluate({ a: [1, '$inputs.absent'] })).toThrow(
      expect.objectContaining({ name: 'UnresolvedValue', expression: '$inputs.absent' }),
    );
  });

  it('never evaluates names of members (G2)', () => {
    const value = { '$inputs.token': 1, '{$inputs.token}': 2 };
    expect(parseTemplate(value)).toEqual({ template: { kind: 'literal', value }, findings: [] });
  });

  it('takes names after a root that there is not as data, and tells of it', () => {
    const { template, findings } = parseTemplate('$x.y');
    expect(template).toEqual({ kind: 'literal', value: '$x.y' });
    expect(findings).toMatchObject([{ code: 'template/not-an-expression', offset: 0, length: 4 }]);
  });

  it.each(['$100', '$.items[*]', '$ref', '$', 'US$ 5', '$x', 'a { b } c', '#/components/x', '$inputsx', ''])(
    'takes %j as data (G10)',
    (text) => {
      expect(parseTemplate(text)).toEqual({ template: { kind: 'literal', value: text }, findings: [] });
    },
  );

  it('gives a literal as the same frozen value every time', () => {
    const value = { a: [1, { b: 'text' }], c: null };
    const make = compileTemplate(parseTemplate({ literal: value, x: '$inputs.token' }).template);
    const first = make(scope) as { literal: unknown };
    expect(first.literal).toBe(value);
    expect((make(scope) as { literal: unknown }).literal).toBe(value);
    expect(Object.isFrozen(value.a[1])).toBe(true);
  });

  it('makes a member named __proto__ an own member', () => {
    const value: unknown = JSON.parse('{"__proto__": "$inputs.map", "x": "$inputs.token"}');
    const made = evaluate(value) as object;
    expect(Object.keys(made)).toEqual(['__proto__', 'x']);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });

  it('refuses nesting that would exhaust the stack', () => {
    let value: unknown = '$inputs.token';
    for (let level = 0; level < 100_000; level++) value = [value];
    expect(parseTemplate(value).findings).toMatchObject([{ code: 'document/not-supported' }]);
  });
});

describe('a finding in a template', () => {
  it.each([
    ['Hello $steps.s.outputs.id. Bye', 6, '$steps.s.outputs.id'],
    ['Bearer $inputs.token', 7, '$inputs.token'],
    ['$inputs.host/path', 0, '$inputs.host'],
    ['$inputs.first name', 0, '$inputs.first'],
    ['({$inputs.token}) and $response.body#/a/b, too', 22, '$response.body#/a/b'],
    ['{ $inputs.token }', 2, '$inputs.token'],
    ['{$inputs.token', 1, '$inputs.token'],
    ['ends with $workflows.w.outputs.x...', 10, '$workflows.w.outputs.x'],
  ])('says that %j lacks braces', (text, offset, expression) => {
    expect(parseTemplate(text).findings).toMatchObject([
      {
        code: 'template/unbraced-expression',
        pointer: '',
        offset,
        length: expression.length,
        hint: `Write {${expression}}.`,
      },
    ]);
    expect(parseTemplate(text).findings[0]).not.toHaveProperty('severity');
  });

  it('corrects the expression that lacks braces where it is also misspelt', () => {
    expect(findingsOf('paid $steps.s.id now')).toMatchObject([{ hint: 'Write {$steps.s.outputs.id}.' }]);
    expect(findingsOf('of $inputs.list[0].id.')).toMatchObject([{ hint: 'Write {$inputs.list#/0/id}.' }]);
    expect(findingsOf('is $response.body.status')).toMatchObject([
      { hint: 'Write {$response.body#/status}.' },
    ]);
  });

  it('only warns where a name such as $url may belong to another language', () => {
    expect(findingsOf('query($url: String) {}')).toEqual([
      { code: 'template/unbraced-expression', hint: 'Write {$url}.', severity: 'warning' },
    ]);
  });

  it('says where a whole string is a broken expression', () => {
    expect(parseTemplate({ a: ['$response.body.a'] }).findings).toMatchObject([
      { code: 'expression/syntax', pointer: '/a/0', offset: 14, length: 2, hint: 'Write $response.body#/a.' },
    ]);
    expect(findingsOf('$inputs.list[0]')).toMatchObject([{ hint: 'Write $inputs.list#/0.' }]);
    expect(findingsOf('$inputs')).toMatchObject([{ code: 'expression/syntax' }]);
  });

  it('says what stands in braces and is no expression', () => {
    expect(findingsOf('costs {$5}')).toMatchObject([
      { code: 'template/not-an-expression', severity: undefined },
    ]);
    expect(findingsOf('id {$response.body.id}')).toMatchObject([
      { code: 'template/not-an-expression', severity: 'hazard', hint: 'Write $response.body#/id.' },
    ]);
    expect(evaluate('{$5} {$inputs.token}')).toBe('{$5} t');
  });

  it('asks whether a near root was meant', () => {
    expect(findingsOf('$input.amount')).toEqual([
      { code: 'template/not-an-expression', hint: 'Did you mean $inputs.amount?', severity: undefined },
    ]);
  });
});

describe('the expressions of a template', () => {
  it('are listed in order, with the pointer of their string', () => {
    const { template } = parseTemplate({ 'a/b': ['$inputs.x', 'see {$url}'], c: 1, d: '$statusCode' });
    expect(expressionsIn(template)).toEqual([
      { expression: { kind: 'inputs', name: 'x' }, pointer: '/a~1b/0', embedded: false },
      { expression: { kind: 'url' }, pointer: '/a~1b/1', embedded: true },
      { expression: { kind: 'statusCode' }, pointer: '/d', embedded: false },
    ]);
  });
});

describe('any value', () => {
  const pieces = '{ } {$ $ . " é $inputs. token #/ $url $steps.s.outputs.id [0]';
  const piece = fc.constantFrom(' ', ...pieces.split(' '));
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 15 }).map((parts) => parts.join('')),
  );

  it('parses, and findings lie within their string', () => {
    fc.assert(
      fc.property(text, (value) => {
        const { template, findings } = parseTemplate(value);
        for (const { offset, length } of findings) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(Math.max(value.length, offset + 1));
        }
        if (template.kind === 'literal') assert.equal(template.value, value);
      }),
      { numRuns: 10_000 },
    );
  });

  it('without a dollar sign comes back as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('$'));
        expect(evaluate(value)).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  it('parses without delay however long it is', () => {
    const long = 50_000;
    expect(parseTemplate('$inputs.x '.repeat(long)).findings).toHaveLength(long);
    for (const hostile of ['{$', '{$inputs.a', '$steps.', '$request.a', '{{{$', '.$response.body.a']) {
      expect(parseTemplate(hostile.repeat(long)).template.kind).toBe('literal');
    }
  });
});
