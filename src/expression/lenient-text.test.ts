import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lenientText } from './lenient-text.ts';

const declared = (): readonly string[] => ['o', 'o.x', 'name'];

describe('lenient mode', () => {
  it.each([
    ['$response.body.a.b', '$response.body#/a/b'],
    ['$response.body[0].a', '$response.body#/0/a'],
    ['$request.body.a', '$request.body#/a'],
    ['$steps.s.outputs.o.a', '$steps.s.outputs.o#/a'],
    ['$steps.s.outputs.o.x.a', '$steps.s.outputs.o.x#/a'],
    ['$inputs.o.a[1].b', '$inputs.o#/a/1/b'],
    ['$inputs.o[1]', '$inputs.o#/1'],
    ['{$inputs.o.a} and {$response.body.b}', '{$inputs.o#/a} and {$response.body#/b}'],
  ])('reads the navigation of %s as %s (K10)', (text, meant) => {
    const read = lenientText(text, declared);
    expect(read.text).toBe(meant);
    for (const finding of read.findings) {
      expect(finding).toMatchObject({ code: 'expression/syntax', severity: 'warning' });
      expect(finding.message).toContain('K10');
    }
    expect(read.findings).toHaveLength(meant.split(' and ').length);
  });

  it.each([
    ['Dear $inputs.name, hello', 'Dear {$inputs.name}, hello'],
    ['Dear $inputs.name.', 'Dear {$inputs.name}.'],
    ['$inputs.name.Hello there', '{$inputs.name}.Hello there'],
    ['is $inputs.o#/a/b now', 'is {$inputs.o#/a/b} now'],
    ['{$inputs.name} $inputs.o.x', '{$inputs.name} {$inputs.o.x}'],
  ])('puts the braces of %j: %j (2.1)', (text, meant) => {
    const read = lenientText(text, declared);
    expect(read.text).toBe(meant);
    expect(read.findings).toMatchObject([{ code: 'template/unbraced-expression', severity: 'warning' }]);
    expect(read.findings[0]!.message).toContain('2.1');
  });

  it.each([
    '$inputs.name',
    '$inputs.o.x',
    '$steps.s.outputs.o#/a.b',
    'Dear $inputs.names',
    'Dear $response.body#/a',
    '$response.header.a.b',
    '$statusCode[0]',
    '$response.boody.a',
    '$100',
    '{ {$inputs.name} }',
  ])('leaves %j as it is', (text) => {
    expect(lenientText(text, declared)).toEqual({ text, findings: [] });
  });

  it('never throws, and changes nothing without a finding', () => {
    const piece = fc.constantFrom(
      '$inputs.',
      '$response.body',
      'o',
      '.',
      '[0]',
      '{',
      '}',
      '#/',
      ' ',
      'name',
      '~',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const read = lenientText(text, declared);
        expect(read.text === text).toBe(read.findings.length === 0);
      }),
    );
  });
});
