import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from '../expression/expression.ts';
import { formatExpression } from '../expression/format-expression.ts';
import type { Condition, Operand } from './condition.ts';
import { formatCondition, quoteLiteral } from './format-condition.ts';
import { parseCondition } from './parse-condition.ts';

/** A condition in brackets, so that its shape can be read. */
function shape(condition: Condition | undefined): string {
  if (condition === undefined) return 'none';
  switch (condition.kind) {
    case 'or':
    case 'and':
      return `(${condition.operands.map(shape).join(` ${condition.kind} `)})`;
    case 'not':
      return `not ${shape(condition.operand)}`;
    case 'compare':
      return `[${operand(condition.left)} ${condition.operator} ${operand(condition.right)}]`;
    default:
      return operand(condition.operand);
  }
}

function operand(part: Operand): string {
  if (part.kind === 'literal') return JSON.stringify(part.value);
  return part.navigation.length === 0 ? part.text : `${part.text} ${JSON.stringify(part.navigation)}`;
}

describe('a simple condition', () => {
  it.each([
    ['$statusCode == 200', '[$statusCode == 200]'],
    ['$statusCode==200', '[$statusCode == 200]'],
    [' $statusCode\n!=\t200 ', '[$statusCode != 200]'],
    ['1 < 2', '[1 < 2]'],
    ['1 <= -2.5e3', '[1 <= -2500]'],
    ['1>2', '[1 > 2]'],
    ['1 >= 0', '[1 >= 0]'],
    ["$inputs.a == 'it''s'", '[$inputs.a == "it\'s"]'],
    ["'' == ''''", '["" == "\'"]'],
    ["'a && b' == 'c'", '["a && b" == "c"]'],
    ['$response.body#/a == null', '[$response.body#/a == null]'],
    ['true == false', '[true == false]'],
    ['$statusCode == 200 || $statusCode == 201', '([$statusCode == 200] or [$statusCode == 201])'],
    ['1==1 || 2==2 && 3==3', '([1 == 1] or ([2 == 2] and [3 == 3]))'],
    ['(1==1 || 2==2) && 3==3', '(([1 == 1] or [2 == 2]) and [3 == 3])'],
    ['1==1 && 2==2 && 3==3', '([1 == 1] and [2 == 2] and [3 == 3])'],
    ['!(1==1)', 'not [1 == 1]'],
    ['! $inputs.on && ($inputs.off)', '(not $inputs.on and $inputs.off)'],
    ['((1==1))', '[1 == 1]'],
    ['$response.body#/status=="x"', '[$response.body#/status == "x"]'],
    ["$response.body#/a'b[0].c == 1", "[$response.body#/a'b[0].c == 1]"],
    ['$request.query.a[0] == 1', '[$request.query.a[0] == 1]'],
    ['$response.body.items[0].id == 1', '[$response.body.items[0].id ["items",0,"id"] == 1]'],
    ['$response.body[0] == 1', '[$response.body[0] [0] == 1]'],
    ['$inputs.list[1].a == 1', '[$inputs.list[1].a [1,"a"] == 1]'],
    ['$steps.s.outputs.a.b == 1', '[$steps.s.outputs.a.b == 1]'],
    ['$workflows.child.outputs.userId > 0', '[$workflows.child.outputs.userId > 0]'],
    ['12345678901234567890 == 1', '["12345678901234567890" == 1]'],
  ])('%j reads as %s', (text, expected) => {
    expect(shape(parseCondition(text).condition)).toBe(expected);
  });

  it('takes the longest declared beginning of a dotted name, and navigates from there (K10)', () => {
    const declared = (): string[] => ['a', 'a.b', 'other'];
    const read = (text: string): string => shape(parseCondition(text, 'standard', declared).condition);
    expect(read('$steps.s.outputs.a.b == 1')).toBe('[$steps.s.outputs.a.b == 1]');
    expect(read('$steps.s.outputs.a.b.c[0] == 1')).toBe('[$steps.s.outputs.a.b.c[0] ["c",0] == 1]');
    expect(read('$inputs.a.c == 1')).toBe('[$inputs.a.c ["c"] == 1]');
    expect(read('$inputs.x.y == 1')).toBe('[$inputs.x.y == 1]');
  });

  it.each([
    ['', 0, 'The condition is empty.'],
    ['$statusCode = 200', 12, 'Use == to compare.'],
    ['$statusCode === 200', 14, 'Use == or != to compare.'],
    ['$statusCode == 200 and 1 == 1', 19, 'Use && for "and".'],
    ['$statusCode == 200 OR 1 == 1', 19, 'Use || for "or".'],
    ['not $inputs.a', 0, 'Write ! for "not".'],
    ['1 == 1 & 2 == 2', 7, 'Use && for "and".'],
    ['1 == 1 | 2 == 2', 7, 'Use || for "or".'],
    ['1 == 1 == 1', 7, 'Comparisons do not chain.'],
    ['1 < $statusCode <= 299', 16, 'Comparisons do not chain.'],
    ['!$inputs.a == 1', 0, 'Write !( ) around it.'],
    ['!!$inputs.a', 1, 'A value is expected before "!".'],
    ['(1 == 1) == true', 9, 'Remove the parentheses.'],
    ['(1 == 1', 0, 'Add ")".'],
    ['1 == 1)', 6, 'Remove it, or open a parenthesis before.'],
    ['()', 1, 'A value is expected before ")".'],
    ['1 ==', 4, 'The condition ends where a value is expected.'],
    ['1 == 1 &&', 9, 'The condition ends where a value is expected.'],
    ['{$statusCode == 401}', 0, 'Write expressions without braces.'],
    ['$.a == 1', 0, 'Add "type: jsonpath" and a context, or write $response.body#/a.'],
    ['$[?count(@.products) > 0]', 0, 'Add "type: jsonpath" and a context'],
    ["$response.body#/a == 'x", 21, "Close it with '."],
    ["$response.body#/a == 'x''", 21, "Close it with '."],
    ['$response.body#/a == "x\\"', 21, 'Close it with ".'],
    ['$response.body#/a == approved', 21, "Write 'approved'."],
    ['$inputs.on == True', 14, 'Write true.'],
    ['$inputs.n == 007', 13, 'is neither a literal nor an expression'],
    ['$inputs.n == .5', 13, 'is neither a literal nor an expression'],
    ['1 == 1 2', 7, 'an operator is expected'],
    ['size($inputs.a) > 1', 0, 'is neither a literal'],
    [`${'('.repeat(101)}1 == 1${')'.repeat(101)}`, 100, 'nested deeper than 100 levels'],
  ])('%j is refused at %i: %s', (text, offset, told) => {
    const { condition, findings } = parseCondition(text);
    expect(condition).toBeUndefined();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ code: 'condition/syntax', offset });
    expect(`${findings[0]!.message} ${findings[0]!.hint}`).toContain(told);
  });

  it('tells every wrong expression, with its place', () => {
    expect(parseCondition('$steps.x.y == 1 && $response.headers.a != $inputs.a[x]')).toMatchObject({
      findings: [
        { code: 'expression/syntax', offset: 8, hint: 'Write $steps.x.outputs.y.' },
        { code: 'expression/syntax', offset: 28, hint: 'Write $response.header.a.' },
        { code: 'expression/syntax', offset: 51 },
      ],
    });
    expect(parseCondition('$statusCode.x == 1')).not.toHaveProperty('condition');
    expect(parseCondition('$response.header.a[0] == 1')).not.toHaveProperty('condition');
  });

  it('accepts double quotes with a warning that shows the whole condition in single quotes (I10)', () => {
    const text = '$response.body#/status == "it\'s" || $inputs.a == "b"';
    const { condition, findings } = parseCondition(text);
    expect(shape(condition)).toBe('([$response.body#/status == "it\'s"] or [$inputs.a == "b"])');
    const hint = "Write $response.body#/status == 'it''s' || $inputs.a == 'b'";
    expect(findings).toMatchObject([
      { code: 'condition/double-quotes', offset: 26, length: 6, hint },
      { code: 'condition/double-quotes', offset: 49, length: 3, hint },
    ]);
    expect(findings[0]).not.toHaveProperty('severity');
    expect(parseCondition(text, 'strict').findings[0]).toMatchObject({ severity: 'error' });
  });

  it('remarks on a bare operand', () => {
    expect(parseCondition('$inputs.on && !$inputs.off').findings).toMatchObject([
      { code: 'condition/bare-operand', offset: 0, length: 10 },
      { code: 'condition/bare-operand', offset: 15, length: 11 },
    ]);
  });
});

const pieces =
  '! ( ) < = > { } \' " $ . \\ == != <= >= && || \'a\' "b" 1 -0 1e9 true null and ' +
  '$statusCode $response.body#/a $response.body .a [0] $inputs.x $steps.s.outputs.o $.a';
const words = fc.constantFrom(...pieces.split(' '));
const almost = fc.array(words, { maxLength: 20 }).map((parts) => parts.join(' '));
const dense = fc.array(words, { maxLength: 20 }).map((parts) => parts.join(''));

const string = fc
  .string({ unit: 'binary' })
  .map((value): Operand => ({ kind: 'literal', text: quoteLiteral(value), value }));
const plain = fc
  .oneof(fc.integer(), fc.constantFrom(0, 1.5, -2e-7, 1e21), fc.constantFrom(true, false, null))
  .map((value): Operand => ({
    kind: 'literal',
    text: String(value),
    value: Object.is(value, -0) ? 0 : value,
  }));
const member = fc.string({ unit: fc.constantFrom(...Array.from('aé$/~\'"-')), minLength: 1, maxLength: 5 });
const led = fc
  .tuple(
    fc.constantFrom<Expression>(
      { kind: 'response', source: 'body' },
      { kind: 'inputs', name: 'a' },
      { kind: 'steps', stepId: 's-1', name: 'o' },
      { kind: 'workflows', workflowId: 'w', field: 'outputs', name: 'o' },
    ),
    fc.array(
      fc.oneof(
        fc.nat(999_999_999),
        fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 }),
      ),
    ),
  )
  .filter(([{ kind }, [first]]) => kind === 'response' || typeof first !== 'string')
  .map(([expression, navigation]): Operand => {
    const steps = navigation.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
    return {
      kind: 'expression',
      text: formatExpression(expression) + steps.join(''),
      expression,
      navigation,
    };
  });
const pointing = fc.array(member).map((pointer): Operand => {
  const expression: Expression = { kind: 'response', source: 'body', pointer };
  return { kind: 'expression', text: formatExpression(expression), expression, navigation: [] };
});
const anyOperand = fc.oneof(string, plain, led, pointing);

/** Every condition there is. */
const { condition: anyCondition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      kind: fc.constant('compare' as const),
      operator: fc.constantFrom(
        '==' as const,
        '!=' as const,
        '<' as const,
        '<=' as const,
        '>' as const,
        '>=' as const,
      ),
      left: anyOperand,
      right: anyOperand,
    }),
    fc.record({ kind: fc.constant('truthy' as const), operand: anyOperand }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('condition') }),
  ),
}));

describe('any condition', () => {
  it('prints, and parses to the same', () => {
    fc.assert(
      fc.property(anyCondition, (condition) => {
        expect(parseCondition(formatCondition(condition)).condition).toEqual(condition);
      }),
      { numRuns: 10_000 },
    );
  });

  it('has its strings in single quotes when it is printed', () => {
    expect(formatCondition(parseCondition('"it\'s" == "a\\"b"').condition!)).toBe(`'it''s' == 'a"b'`);
  });
});

describe('any text', () => {
  it('is parsed or refused with a finding within it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), almost, dense), (text) => {
        const { condition, findings } = parseCondition(text);
        expect(condition !== undefined || findings.length > 0).toBe(true);
        for (const { offset } of findings) expect(offset).toBeLessThanOrEqual(text.length);
        const again = condition && parseCondition(formatCondition(condition)).condition;
        expect(shape(again)).toBe(shape(condition));
      }),
      { numRuns: 10_000 },
    );
  });

  it('is read without delay and without exhausting the stack, however long it is', () => {
    const long = 100_000;
    for (const piece of [
      '(',
      '!',
      '!(',
      "'",
      '"',
      '\\',
      '$',
      '1 == ',
      '"a" ',
      '$inputs.',
      '$response.body.a[0]',
      '[',
    ]) {
      expect(parseCondition(piece.repeat(long)).findings.length).toBeGreaterThan(0);
    }
    expect(parseCondition(`${'1 == 1 && '.repeat(long)}1 == 1`).condition?.kind).toBe('and');
    expect(parseCondition(`${'"a" == 1 || '.repeat(5000)}1 == 1`).findings).toHaveLength(5000);
  });
});
