import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../expression/parse-expression.ts';
import { parseTemplate } from '../expression/parse-template.ts';
import type { Scope } from '../expression/scope.ts';
import { compileCriterion } from './compile-criterion.ts';
import type { EvaluatedCriterion } from './condition.ts';
import { conditionParts, sampleTexts } from './condition-text.ts';
import { loadEngines } from './criterion-engines.ts';
import type { AppliedCriterion, CriterionPlan } from './criterion-plan.ts';
import type { Dialect } from './dialect.ts';
import { evaluateKnown } from './evaluate-known.ts';

const dialects: readonly Dialect[] = ['regex', 'jsonpath', 'jsonpath-comparison', 'xpath', 'xpath-10'];
const engines = await loadEngines(dialects);

function plan(dialect: Dialect, condition: string, context = '$inputs.context'): AppliedCriterion {
  const parsed = parseExpression(context);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  const { template } = parseTemplate(condition);
  const parts = conditionParts(template.kind === 'text' ? template.parts : [condition], dialect);
  const type = dialect.startsWith('xpath') ? 'xpath' : dialect.startsWith('jsonpath') ? 'jsonpath' : 'regex';
  return { type, dialect, condition, context: parsed.expression, parts };
}

function evaluate(
  dialect: Dialect,
  condition: string,
  context: unknown,
  inputs: Readonly<Record<string, unknown>> = {},
): EvaluatedCriterion {
  const scope: Scope = { inputs: { ...inputs, context }, steps: {}, workflows: {} };
  return compileCriterion(plan(dialect, condition), engines)(scope);
}

const rex = '<pets xmlns:v="urn:vet"><pet name="Rex">3</pet><v:pet/></pets>';

describe('a condition applied to a context', () => {
  it.each<readonly [Dialect, string, unknown, boolean]>([
    ['regex', 'b', 'abc', true],
    ['regex', '^b', 'abc', false],
    ['regex', '^2\\d{2}$', 204, true],
    ['regex', '"a":1', { a: 1 }, true],
    ['regex', '^true$', true, true],
    ['regex', '(?<year>\\d{4})', 'in 2026', true],
    ['jsonpath', '$', 'text', true],
    ['jsonpath', '$.a', { a: null }, true],
    ['jsonpath', '$.a', {}, false],
    ['jsonpath', '$[?@.a == 1]', [{ a: 1 }], true],
    ['jsonpath', '$[?count(@.products) > 0]', { products: [1] }, false],
    ['jsonpath', '$[?search(@, "b.d")]', ['b\nd', 'b\rd'], false],
    ['jsonpath', '$.__proto__', {}, false],
    ['jsonpath-comparison', '$.a == "x" && !($.b > 2)', { a: 'x', b: 1 }, true],
    ['jsonpath-comparison', '$.a == "x"', { a: 'y' }, false],
    ['xpath', '//pet', rex, true],
    ['xpath', '//pet[@name = "Max"]', rex, false],
    ['xpath', 'some $p in //pet satisfies xs:integer($p) gt 2', rex, true],
    ['xpath', '//v:pet', rex, true],
    ['xpath', "'10' > '9'", rex, false],
    ['xpath-10', "'10' > '9'", rex, true],
    ['xpath-10', '//v:pet and //@name = "Rex"', rex, true],
    ['xpath-10', 'count(//pet) = 2', rex, false],
  ])('%s %s of %j: %s', (dialect, condition, context, passed) => {
    const came = evaluate(dialect, condition, context);
    expect(came).toMatchObject({ condition, passed });
    expect(came).not.toHaveProperty('problem');
  });

  it.each<readonly [Dialect, string, unknown, string]>([
    ['regex', '', null, 'The context has no value.'],
    ['jsonpath', '$', undefined, 'The context has no value.'],
    ['xpath', '(1, 2)', rex, 'The XPath evaluation ended in the error FORG0006.'],
    ['xpath', 'xs:integer(//pet/@name) = 1', rex, 'The XPath evaluation ended in the error FORG0001.'],
    ['xpath', '//q:pet', rex, 'The XPath evaluation ended in the error XPST0081.'],
    ['xpath-10', '//q:pet', rex, 'The XPath evaluation ended in an error.'],
    ['xpath', '//pet', { a: 1 }, 'The context is not XML text.'],
    ['xpath', '//pet', '<pets>', 'The context is not well-formed XML.'],
    ['xpath', '//a', '<!--<a>--><!DOCTYPE a><a/>', 'The context has a DOCTYPE, which is refused.'],
    ['regex', '{$inputs.absent}', 'x', '$inputs.absent has no value.'],
    ['regex', '({$inputs.open}', 'x', 'The condition cannot be read once its expressions are filled in.'],
  ])('that cannot be evaluated fails with the reason (I9): %s %s', (dialect, condition, context, problem) => {
    expect(evaluate(dialect, condition, context, { open: '(' })).toMatchObject({ passed: false, problem });
  });

  it('refuses XML that is nested deeper than anything meant', () => {
    const nested = (depth: number): string => `${'<a>'.repeat(depth)}<b/>${'</a>'.repeat(depth)}`;
    for (const dialect of ['xpath', 'xpath-10'] as const) {
      expect(evaluate(dialect, '//b', nested(400))).toMatchObject({ passed: true });
      const problem = 'The context is nested deeper than 500 levels.';
      expect(evaluate(dialect, '//b', nested(20_000))).toMatchObject({ passed: false, problem });
    }
  });

  it('does not take a DOCTYPE within the document element for one', () => {
    expect(
      evaluate('xpath', '/a', '<?xml version="1.0"?><!-- <!DOCTYPE b> --><a><![CDATA[<!DOCTYPE c>]]></a>'),
    ).toMatchObject({ passed: true });
  });

  it('lists scalars that it looked at, and never a whole document', () => {
    expect(evaluate('regex', '^{$inputs.a}', 'x', { a: 'x' }).operands).toEqual([
      { text: '$inputs.context', value: 'x' },
      { text: '$inputs.a', value: 'x' },
    ]);
    expect(evaluate('jsonpath', '$.secret', { secret: 1 }).operands).toEqual([]);
    expect(evaluate('xpath', '//pet', rex).operands).toEqual([]);
    const whole = compileCriterion(plan('regex', 'a', '$response.body'), engines);
    const response = { statusCode: 200, header: {}, body: 'a secret' };
    expect(whole({ inputs: {}, steps: {}, workflows: {}, response })).toMatchObject({
      passed: true,
      operands: [],
    });
  });

  it('matches a catastrophic pattern against a long text in linear time', () => {
    const text = `${'a'.repeat(100_000)}!`;
    expect(evaluate('regex', '^(a+)+$', text).passed).toBe(false);
    expect(evaluate('jsonpath', '$[?match(@, "(a+)+") || search(@, "(a|a)*b")]', [text]).passed).toBe(false);
  });
});

describe('what is filled into a condition (I5)', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('"', "'", '\\', ' || true', ' or 1', ']', '$', '(:', ':)', '&', '\n', 'u0022'))
      .map((all) => all.join('')),
  );

  it.each<readonly [Dialect, string, (text: string) => unknown]>([
    ['jsonpath', '$[?@ == "{$inputs.text}"]', (text) => [text]],
    ['jsonpath', "$[?@ == '{$inputs.text}']", (text) => [text]],
    ['jsonpath-comparison', '$ == "{$inputs.text}"', (text) => text],
  ])('is equal to itself within a literal and to nothing else: %s %s', (dialect, condition, context) => {
    fc.assert(
      fc.property(hostile, (text) => {
        // oxlint-disable-next-line no-control-regex -- These cannot be written in a literal.
        fc.pre(text.isWellFormed() && !/[\u0000-\u0007\u000b\u000e-\u001f]/.test(text));
        expect(evaluate(dialect, condition, context(text), { text })).not.toHaveProperty('problem');
        expect(evaluate(dialect, condition, context(text), { text }).passed).toBe(true);
        expect(evaluate(dialect, condition, context(`${text}x`), { text }).passed).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('stays within a literal that a backslash of the author leads into', () => {
    expect(
      evaluate('jsonpath', '$[?@ == "\\{$inputs.text}"]', ['a'], { text: '" || true || "' }).passed,
    ).toBe(false);
  });

  it.each<readonly [Dialect, string]>([
    ['xpath', '/a = "{$inputs.text}"'],
    ['xpath', "(: it's a comment :) /a = '{$inputs.text}'"],
    ['xpath-10', '/a = "{$inputs.text}"'],
    ['xpath-10', "/a = '{$inputs.text}'"],
  ])('cannot leave a literal of %s %s', (dialect, condition) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('"', "'", ' or 1', '=', '(:', ':)', 'x', ']')), (pieces) => {
        const text = pieces.join('');
        expect(evaluate(dialect, condition, `<a>${text}</a>`, { text })).toMatchObject({ passed: true });
        expect(evaluate(dialect, condition, `<a>${text}y</a>`, { text })).toMatchObject({ passed: false });
      }),
      { numRuns: 300 },
    );
  });

  it.each<readonly [Dialect, string, unknown, unknown, boolean]>([
    ['jsonpath', '$[?@ > {$inputs.word}]', [4], 3, true],
    ['jsonpath', '$[?@ == {$inputs.word}]', [null], null, true],
    ['jsonpath', '$.{$inputs.word}', { name: 1 }, 'name', true],
    ['xpath', '/a = {$inputs.word}', '<a>3</a>', 3, true],
    ['xpath', '{$inputs.word}', '<a/>', false, false],
    ['xpath-10', '/{$inputs.word}', '<a/>', 'a', true],
  ])('is one word where no literal stands: %s %s', (dialect, condition, context, word, passed) => {
    expect(evaluate(dialect, condition, context, { word })).toMatchObject({ passed });
  });

  it.each(['1 || true', "') or ('", '', {}, [1]])('is refused there when it is more: %j', (word) => {
    const problem = expect.stringContaining('more than a number or a name');
    expect(evaluate('jsonpath', '$[?@ > {$inputs.word}]', [1], { word })).toMatchObject({
      passed: false,
      problem,
    });
    expect(evaluate('xpath', '/a = {$inputs.word}', '<a/>', { word })).toMatchObject({
      passed: false,
      problem,
    });
  });
});

describe('a criterion of which only the response is known', () => {
  it.each<readonly [CriterionPlan, boolean | undefined]>([
    [plan('regex', '^2', '$statusCode'), true],
    [plan('regex', '^4', '$statusCode'), false],
    [plan('jsonpath', '$.a', '$response.body'), true],
    [plan('jsonpath', '$.b', '$response.body'), false],
    [plan('regex', '^{$inputs.x}', '$statusCode'), undefined],
    [plan('regex', '^2', '$inputs.x'), undefined],
    [plan('regex', '^2', '$response.header.x'), undefined],
  ])('%j is %s', (criterion, expected) => {
    expect(evaluateKnown(criterion, { statusCode: 200, body: { a: 1 } }, engines)).toBe(expected);
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...'$ @ . .. [ ] ( ) ? * \' " a length( match( == && || ! // / :: { } {$inputs.a} \\ + ^ | 1 :) (:'.split(
      ' ',
    ),
  );
  const any = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
  );

  it.each(dialects)(
    'as a condition of %s is compiled or refused with an offset within it, and never throws',
    (dialect) => {
      fc.assert(
        fc.property(any, (text) => {
          const { template } = parseTemplate(text);
          const parts = conditionParts(template.kind === 'text' ? template.parts : [text], dialect);
          for (const sample of sampleTexts(parts, dialect)) {
            const compiled = engines[dialect]!(sample);
            const offset = 'problem' in compiled ? compiled.problem.offset : 0;
            expect(offset).toBeLessThanOrEqual(sample.length);
          }
          const context = dialect.startsWith('xpath') ? '<a b="1">c</a>' : { a: ['b', 1] };
          expect(evaluate(dialect, text, context, { a: text })).toHaveProperty('passed');
        }),
        { numRuns: dialect.startsWith('xpath') ? 300 : 2_000 },
      );
    },
  );
});
