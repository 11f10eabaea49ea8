import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from './expression.ts';
import { formatExpression } from './format-expression.ts';
import { roots } from './grammar.ts';
import { isExpressionLike, parseExpression } from './parse-expression.ts';

const grammar: readonly (readonly [text: string, expression: Expression])[] = [
  ['$url', { kind: 'url' }],
  ['$method', { kind: 'method' }],
  ['$statusCode', { kind: 'statusCode' }],
  ['$self', { kind: 'self' }],
  ['$request.header.X-Trace', { kind: 'request', source: 'header', name: 'X-Trace' }],
  [
    "$response.header.!#$%&'*+-.^_`|~09aZ",
    { kind: 'response', source: 'header', name: "!#$%&'*+-.^_`|~09aZ" },
  ],
  ['$request.query.expand[]', { kind: 'request', source: 'query', name: 'expand[]' }],
  ['$request.query.', { kind: 'request', source: 'query', name: '' }],
  ['$request.path.a b', { kind: 'request', source: 'path', name: 'a b' }],
  [String.raw`$request.query.a\"\u007b\\é`, { kind: 'request', source: 'query', name: 'a"{\\é' }],
  ['$request.body', { kind: 'request', source: 'body' }],
  ['$request.body#', { kind: 'request', source: 'body', pointer: [] }],
  ['$response.body#/', { kind: 'response', source: 'body', pointer: [''] }],
  ['$response.body#/a~1b/m~0n/0', { kind: 'response', source: 'body', pointer: ['a/b', 'm~n', '0'] }],
  ['$response.body#/status == "x"', { kind: 'response', source: 'body', pointer: ['status == "x"'] }],
  ['$message.header.id', { kind: 'message', source: 'header', name: 'id' }],
  ['$message.payload#/orderId', { kind: 'message', source: 'payload', pointer: ['orderId'] }],
  ['$inputs.amount', { kind: 'inputs', name: 'amount' }],
  ['$inputs.customer#/firstName', { kind: 'inputs', name: 'customer', pointer: ['firstName'] }],
  ['$inputs.__proto__', { kind: 'inputs', name: '__proto__' }],
  ['$outputs.a.b-c_d', { kind: 'outputs', name: 'a.b-c_d' }],
  [
    '$steps.attempt-payment.outputs.paymentId',
    { kind: 'steps', stepId: 'attempt-payment', name: 'paymentId' },
  ],
  ['$steps.a.outputs.b.c#/d e', { kind: 'steps', stepId: 'a', name: 'b.c', pointer: ['d e'] }],
  ['$workflows.w.inputs.x', { kind: 'workflows', workflowId: 'w', field: 'inputs', name: 'x' }],
  [
    '$workflows.w.outputs.x#/0',
    { kind: 'workflows', workflowId: 'w', field: 'outputs', name: 'x', pointer: ['0'] },
  ],
  ['$sourceDescriptions.api.url', { kind: 'sourceDescriptions', name: 'api', reference: 'url' }],
  ['$sourceDescriptions.api.get.pets', { kind: 'sourceDescriptions', name: 'api', reference: 'get.pets' }],
  ['$components.parameters.page.size', { kind: 'components', component: 'parameters', name: 'page.size' }],
  ['$components.successActions.a', { kind: 'components', component: 'successActions', name: 'a' }],
  ['$components.failureActions.a', { kind: 'components', component: 'failureActions', name: 'a' }],
];

describe('an expression', () => {
  it.each(grammar)('%s parses, and its text comes back', (text, expression) => {
    expect(parseExpression(text)).toEqual({ expression });
    expect(parseExpression(formatExpression(expression))).toEqual({ expression });
  });

  it.each([
    ['', 0],
    ['amount', 0],
    ['$', 0],
    ['$100', 0],
    ['$.items[*]', 0],
    ['$ref', 0],
    ['$inputs', 7],
    ['$inputs.', 8 - 1],
    ['$inputs.first name', 13],
    ['$inputs.a\n', 9],
    ['$url.host', 4],
    ['$statusCode ', 11],
    ['$steps.a.b', 8],
    ['$steps.a.outputs', 8],
    ['$steps.a.b.outputs.c', 8],
    ['$workflows.w.steps.s', 12],
    ['$components.inputs.x', 11],
    ['$request.payload', 8],
    ['$message.body', 8],
    ['$message.query.x', 8],
    ['$response.query.x', 9],
    ['$response.body.a', 14],
    ['$response.body#a', 15],
    ['$response.body#/a~2', 17],
    ['$response.body#/{id}', 16],
    ['$response.header.a b', 18],
    ['$response.header.', 16],
    ['$request.query.a{b', 16],
    [String.raw`$request.query.a\x`, 16],
    ['$sourceDescriptions.api.', 23],
    ['$constructor.name', 0],
  ])('%j is refused, with the offset where it stops being one', (text, offset) => {
    expect(parseExpression(text)).toMatchObject({ problem: { code: 'expression/syntax', offset } });
  });

  it.each([
    ['$steps.x.y', '$steps.x.outputs.y'],
    ['$steps.x.output.y', '$steps.x.outputs.y'],
    ['$step.x.y', '$steps.x.outputs.y'],
    ['$workflows.w.id', '$workflows.w.outputs.id'],
    ['$response.body.a.b', '$response.body#/a/b'],
    ['$response.body.items[0].id', '$response.body#/items/0/id'],
    ['$response.body/a/b', '$response.body#/a/b'],
    ['$response.body#a', '$response.body#/a'],
    ['$response.body#data/0/amount', '$response.body#/data/0/amount'],
    ['$response.body#a~1b/c', '$response.body#/a~1b/c'],
    ['$response.body.data/0/amount', '$response.body#/data/0/amount'],
    ['$steps.x.outputs.y#a/0', '$steps.x.outputs.y#/a/0'],
    ['$response.headers.Location', '$response.header.Location'],
    ['$response.status', '$statusCode'],
    ['$request.url', '$url'],
    ['$request.payload#/a', '$request.body#/a'],
    ['$message.body.a', '$message.payload#/a'],
    ['$inputs.items[0].id', '$inputs.items#/0/id'],
    ['$steps.s.outputs.list[2]', '$steps.s.outputs.list#/2'],
    ['$input.amount', '$inputs.amount'],
    ['$Inputs.amount', '$inputs.amount'],
    ['$statuscode', '$statusCode'],
    ['{$inputs.amount}', '$inputs.amount'],
    [' $inputs.amount ', '$inputs.amount'],
  ])('%j is answered with %s', (text, meant) => {
    expect(parseExpression(text)).toMatchObject({ problem: { hint: `Write ${meant}.` } });
    expect(parseExpression(meant)).toHaveProperty('expression');
  });

  it.each([
    ['$steps.x', 'Its form is $steps.<stepId>.outputs.<name>.'],
    ['$steps.x.response.body', 'Its form is $steps.<stepId>.outputs.<name>.'],
    ['$url.host', 'Write $url alone.'],
    ['$unknown.x', expect.stringContaining('Expressions begin with $url')],
  ])('%j, near nothing, is told the form', (text, hint) => {
    expect(parseExpression(text)).toMatchObject({ problem: { hint } });
  });

  it('is suspected only where a known root stands', () => {
    for (const text of ['$inputs.a', '$inputs', '$response.body.a', '$statusCode == 200']) {
      expect(isExpressionLike(text)).toBe(true);
    }
    for (const text of [
      '$100',
      '$.items[*]',
      '$ref',
      '$urls',
      '$inputs_x',
      ' $inputs.a',
      '{$inputs.a}',
      '',
    ]) {
      expect(isExpressionLike(text)).toBe(false);
    }
  });
});

const pieces = '$ . # / ~ ~0 ~1 { } [ ] 0 \\ " \' \ud800 é header query body payload parameters __proto__';
const alphabet = fc.constantFrom(' ', '\n', ...pieces.split(' '), ...roots);
const almost = fc.array(alphabet, { maxLength: 12 }).map((parts) => parts.join(''));
const rooted = almost.map((text) => `$${text}`);

const letters = (characters: string, minLength = 1) =>
  fc.string({ unit: fc.constantFrom(...Array.from(characters)), minLength, maxLength: 8 });
const id = letters('aZ09-_');
const identifier = letters('aZ09-_.');
const named = fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed());
// No pointer of the grammar holds a brace (clause K4); every other name has a text.
const names = fc.array(named.filter((text) => !/[{}]/.test(text)));
const pointed = { pointer: names };
const spoken = fc.constantFrom('request' as const, 'response' as const, 'message' as const);

/** Every expression there is. */
const anyExpression: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('url' as const, 'method' as const, 'statusCode' as const, 'self' as const),
  }),
  fc.record({ kind: spoken, source: fc.constant('header' as const), name: letters("!#$%&'*+-.^_`|~aZ09") }),
  fc.record({
    kind: fc.constant('request' as const),
    source: fc.constantFrom('query' as const, 'path' as const),
    name: named,
  }),
  fc.record(
    {
      kind: fc.constantFrom('request' as const, 'response' as const),
      source: fc.constant('body' as const),
      ...pointed,
    },
    { requiredKeys: ['kind', 'source'] },
  ),
  fc.record(
    { kind: fc.constant('message' as const), source: fc.constant('payload' as const), ...pointed },
    { requiredKeys: ['kind', 'source'] },
  ),
  fc.record(
    { kind: fc.constantFrom('inputs' as const, 'outputs' as const), name: identifier, ...pointed },
    { requiredKeys: ['kind', 'name'] },
  ),
  fc.record(
    { kind: fc.constant('steps' as const), stepId: id, name: identifier, ...pointed },
    { requiredKeys: ['kind', 'stepId', 'name'] },
  ),
  fc.record(
    {
      kind: fc.constant('workflows' as const),
      workflowId: id,
      field: fc.constantFrom('inputs' as const, 'outputs' as const),
      name: identifier,
      ...pointed,
    },
    { requiredKeys: ['kind', 'workflowId', 'field', 'name'] },
  ),
  fc.record({
    kind: fc.constant('sourceDescriptions' as const),
    name: id,
    reference: named.filter((text) => text !== ''),
  }),
  fc.record({
    kind: fc.constant('components' as const),
    component: fc.constantFrom('parameters' as const, 'successActions' as const, 'failureActions' as const),
    name: identifier,
  }),
);

describe('any expression', () => {
  it('prints, and parses to the same', () => {
    fc.assert(
      fc.property(anyExpression, (expression) => {
        expect(parseExpression(formatExpression(expression))).toEqual({ expression });
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('any text', () => {
  it('is parsed or refused, and what is parsed prints and parses to the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), almost, rooted), (text) => {
        const parsed = parseExpression(text);
        const again = 'expression' in parsed ? parseExpression(formatExpression(parsed.expression)) : parsed;
        expect(again).toEqual(parsed);
        expect('problem' in parsed ? parsed.problem.offset : 0).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is refused without delay however long it is', () => {
    const long = 1_000_000;
    for (const text of [
      `$steps.${'a.'.repeat(long)}`,
      `$inputs.${'.'.repeat(long)} `,
      `$request.query.${'\\"'.repeat(long)}{`,
      `$response.body#${'/a'.repeat(long)}~`,
      `$response.body${'.a'.repeat(long)}[`,
      `$${'a'.repeat(long)}`,
    ]) {
      expect(parseExpression(text)).toHaveProperty('problem');
    }
  });
});
