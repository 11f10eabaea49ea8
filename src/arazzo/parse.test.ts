import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readText } from '../text/read-text.ts';
import { arazzoDescription } from './objects.ts';
import { parse } from './parse.ts';
import { rules } from './rules/index.ts';
import type { Shape } from './shape.ts';

const minimal = (workflows: string, more = '', version = '1.0.1'): string => `arazzo: ${version}
info: {title: T, version: '1'}
sourceDescriptions: [{name: api, url: a.yaml}]
${more}
workflows:
${workflows}`;

const step = (fields: string): string =>
  minimal(`  - workflowId: w
    steps:
      - stepId: s
        operationId: op
${fields.replace(/^/gm, '        ')}`);

const parseText = (text: string) => parse(readText(text, 'a.yaml').located!);
const findings = (text: string) =>
  parseText(text).diagnostics.map(({ code, place }) => `${code} ${place!.pointer}`);

describe('what is not an Arazzo document', () => {
  it.each([
    ['openapi: 3.0.0', /OpenAPI/],
    ['swagger: "2.0"', /OpenAPI/],
    ['asyncapi: 3.0.0', /AsyncAPI/],
    ['{"$schema": "x"}', /JSON Schema/],
    ['hello', /plain text/],
    ['[1]', /list/],
    ['# nothing', /comments/],
    ['a: 1', /other data/],
    ['workflows: []', /"arazzo"/],
  ])('%s is told what it seems to be', (text, message) => {
    const { description, diagnostics } = parseText(text);
    expect(description).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: 'document/not-arazzo',
      message: expect.stringMatching(message),
    });
  });

  it('points at a misspelt arazzo field', () => {
    expect(parseText('info: {}\nArazzo: 1.0.1').diagnostics[0]).toMatchObject({
      code: 'document/not-arazzo',
      place: { line: 2, column: 1, length: 6 },
    });
  });
});

describe('versions', () => {
  const workflow = '  - {workflowId: w, steps: [{stepId: s, operationId: o}]}';

  it.each(['1.0.0', '1.0.1', '1.0.99', '1.0.0-rc1', '1.1.0', '1.1.0-beta'])('reads %s', (version) => {
    const { description, diagnostics } = parseText(minimal(workflow, '', version));
    expect(diagnostics).toEqual([]);
    expect(description?.workflows[0]?.steps[0]?.operationId).toBe('o');
  });

  it('reads newer minor versions as 1.1, with a warning', () => {
    const { description, diagnostics } = parseText(minimal(workflow, '', '1.2.0'));
    expect(diagnostics).toMatchObject([{ code: 'document/version-newer', severity: 'warning' }]);
    expect(description).toBeDefined();
  });

  it.each(['2.0.0', "'1.0'", 'latest', '0.9.0', '11.0.0'])('refuses %s', (version) => {
    const { description, diagnostics } = parseText(minimal(workflow, '', version));
    expect(diagnostics).toMatchObject([
      { code: 'document/version-unsupported', place: { line: 1, column: 9 } },
    ]);
    expect(description).toBeUndefined();
  });

  it.each(['1.0', '2', 'null', '[1.0.1]'])('refuses %s, which is no text', (version) => {
    const { diagnostics } = parseText(minimal(workflow, '', version));
    expect(diagnostics).toMatchObject([
      { code: 'document/wrong-type', hint: expect.stringContaining('1.0.1') },
    ]);
  });

  const newer = minimal(
    '  - {workflowId: w, steps: [{stepId: s, operationId: o, timeout: 5}]}',
    '$self: https://a/b',
  );
  it('reports fields of 1.1 in a 1.0 document', () => {
    expect(findings(newer)).toEqual([
      'document/newer-field /$self',
      'document/newer-field /workflows/0/steps/0/timeout',
    ]);
  });

  it('reads fields of 1.1 in a 1.1 document', () => {
    const channel = newer.replace('1.0.1', '1.1.0').replace('timeout: 5', 'timeout: 5, correlationId: a');
    expect(findings(channel)).toEqual([]);
    expect(parseText(channel).description!.workflows[0]!.steps[0]).toMatchObject({ correlationId: 'a' });
  });

  it('takes only what the specification lists for what a step does on a channel', () => {
    const wrong = newer.replace('1.0.1', '1.1.0').replace('timeout: 5', 'action: publish');
    expect(findings(wrong)).toEqual(['document/wrong-type /workflows/0/steps/0/action']);
  });

  it('reports sources of type asyncapi in a 1.0 document', () => {
    const events = newer.replace('url: a.yaml', 'url: a.yaml, type: asyncapi');
    expect(findings(events)).toContain('document/newer-field /sourceDescriptions/0/type');
  });

  it('checks the shape of fields of 1.1, in a 1.0 document too', () => {
    const wrong = newer.replace('timeout: 5', 'timeout: soon, dependsOn: r');
    const shapes = [
      'document/wrong-type /workflows/0/steps/0/timeout',
      'document/wrong-type /workflows/0/steps/0/dependsOn',
    ];
    expect(findings(wrong)).toEqual(expect.arrayContaining(shapes));
    expect(findings(wrong.replace('1.0.1', '1.1.0'))).toEqual(shapes);
    expect(parseText(wrong).description).toBeUndefined();
  });

  it('takes a selector for data in a parameter of 1.0, and refuses one as an output there', () => {
    const text = step(
      'parameters: [{name: a, in: query, value: {context: $inputs, selector: /a, type: jsonpointer}}]',
    );
    expect(findings(text)).toEqual([]);
    expect(findings(text.replace('1.0.1', '1.1.0'))).toEqual([]);
    const output = step('outputs: {a: {context: $inputs, selector: /a, type: jsonpointer}}');
    expect(findings(output)).toEqual(['document/newer-field /workflows/0/steps/0/outputs/a']);
    expect(findings(output.replace('1.0.1', '1.1.0'))).toEqual([]);
  });
});

describe('fields', () => {
  it.each([
    ['operationid: x', 'document/unknown-field /workflows/0/steps/0/operationid', 'Did you mean operationId'],
    [
      'successcriteria: []',
      'document/unknown-field /workflows/0/steps/0/successcriteria',
      'Did you mean successCriteria',
    ],
    ['zzzzzzzz: 1', 'document/unknown-field /workflows/0/steps/0/zzzzzzzz', 'Its fields are stepId'],
    ['x-arazzo-a: 1', 'document/reserved-extension /workflows/0/steps/0/x-arazzo-a', 'Choose another name'],
    ['successCriteria: []', 'document/empty-list /workflows/0/steps/0/successCriteria', 'Add an entry'],
    ['onFailure: {}', 'document/wrong-type /workflows/0/steps/0/onFailure', 'dash'],
    ['requestBody: text', 'document/wrong-type /workflows/0/steps/0/requestBody', 'name: value'],
    ['description: 1', 'document/wrong-type /workflows/0/steps/0/description', "Quote it: '1'."],
    ['description:', 'document/wrong-type /workflows/0/steps/0/description', 'remove the field'],
    [
      'successCriteria: [{condition: true}]',
      'document/wrong-type /workflows/0/steps/0/successCriteria/0/condition',
      "Quote it: 'true'.",
    ],
    [
      'successCriteria: [{}]',
      'document/missing-field /workflows/0/steps/0/successCriteria/0',
      'Add "condition".',
    ],
    [
      'successCriteria: [{conditon: a}]',
      'document/unknown-field /workflows/0/steps/0/successCriteria/0/conditon',
      'condition',
    ],
    [
      'successCriteria: [{condition: a, type: regexp}]',
      'document/wrong-type /workflows/0/steps/0/successCriteria/0/type',
      'regex',
    ],
    [
      'parameters: [{name: a, in: body, value: 1}]',
      'document/wrong-type /workflows/0/steps/0/parameters/0/in',
      'requestBody',
    ],
    [
      'parameters: [{name: a, in: querystring, value: 1}]',
      'document/newer-field /workflows/0/steps/0/parameters/0/in',
      'Remove',
    ],
    [
      'parameters: [{name: a, in: query}]',
      'document/missing-field /workflows/0/steps/0/parameters/0',
      'Add "value".',
    ],
    [
      'parameters: [{reference: $components.parameters.a, x-a: 1}]',
      'document/ignored-field /workflows/0/steps/0/parameters/0/x-a',
      'Remove',
    ],
    [
      'onSuccess: [{name: a, type: retry}]',
      'document/wrong-type /workflows/0/steps/0/onSuccess/0/type',
      'failure action',
    ],
    [
      'onSuccess: [{name: a, type: end, retryAfter: 1}]',
      'document/unknown-field /workflows/0/steps/0/onSuccess/0/retryAfter',
      'failure action',
    ],
    [
      "onFailure: [{name: a, type: retry, retryAfter: '1'}]",
      'document/wrong-type /workflows/0/steps/0/onFailure/0/retryAfter',
      'without quotes',
    ],
    [
      'onFailure: [{name: a, type: retry, retryLimit: 1.5}]',
      'document/wrong-type /workflows/0/steps/0/onFailure/0/retryLimit',
      'whole number',
    ],
    ['outputs: {a: 1}', 'document/wrong-type /workflows/0/steps/0/outputs/a', 'expression'],
    [
      'outputs: {a: {$response.body#/id}}',
      'document/unquoted-expression /workflows/0/steps/0/outputs/a',
      'Write $response.body#/id.',
    ],
    [
      'outputs: {a: {context: $response.body, selector: $.a, type: jsonpath}}',
      'document/newer-field /workflows/0/steps/0/outputs/a',
      'Remove',
    ],
    [
      'operationPath: {$inputs.a}',
      'document/unquoted-expression /workflows/0/steps/0/operationPath',
      'Write $inputs.a.',
    ],
    [
      'requestBody: {payload: {deep: [{products: {$steps.a.outputs.b}}]}}',
      'document/unquoted-expression /workflows/0/steps/0/requestBody/payload/deep/0/products',
      'Quote',
    ],
  ])('reports %s', (fields, expected, hint) => {
    const { diagnostics } = parseText(step(fields));
    expect(diagnostics.map(({ code, place }) => `${code} ${place!.pointer}`)).toEqual([expected]);
    expect(diagnostics[0]!.hint).toContain(hint);
  });

  it.each([
    'x-anything: {a: [1]}',
    'parameters: []',
    'onFailure: []',
    'parameters: [{name: a, in: header, value: {$ref: null}}]',
    'requestBody: {payload: {"$money": null}}',
    'successCriteria: [{condition: a, type: {type: jsonpath, version: draft-goessner-dispatch-jsonpath-00}, context: $response.body}]',
    'requestBody: {replacements: [{target: /a, value: 10}]}',
  ])('accepts %s', (fields) => {
    expect(findings(step(fields))).toEqual([]);
  });

  it('quotes a number as the text spells it', () => {
    const { diagnostics } = parseText(step('description: 1.10'));
    expect(diagnostics[0]).toMatchObject({
      message: '"description" of step "s" must be a text, not the number 1.10.',
      hint: "Quote it: '1.10'.",
    });
  });

  it('reports every missing field of an empty document', () => {
    expect(findings('arazzo: 1.0.1')).toEqual(Array(3).fill('document/missing-field '));
  });

  it('gives no description where a value has the wrong type, and gives one where only a name is wrong', () => {
    expect(parseText(step('description: 1')).description).toBeUndefined();
    expect(parseText(step('descriptoin: a')).description).toBeDefined();
  });

  it('treats __proto__ and constructor as unknown fields', () => {
    expect(findings(step('__proto__: 1\nconstructor: 2'))).toEqual([
      'document/unknown-field /workflows/0/steps/0/__proto__',
      'document/unknown-field /workflows/0/steps/0/constructor',
    ]);
  });

  it('reports at most fifty findings of one code, and none of the others is lost', () => {
    const many = Array.from({ length: 200 }, (_, i) => `x-arazzo-${i}: 1`).join('\n');
    const codes = parseText(step(`${many}\nwrong: 1`)).diagnostics.map(({ code }) => code);
    expect(codes.filter((code) => code === 'document/reserved-extension')).toHaveLength(50);
    expect(codes).toContain('document/unknown-field');
  });
});

const wild = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>('$inputs.a', '$components.parameters.a', { '$inputs.a': null }),
);

/** Values of a shape, or nearly. */
function near(shape: Shape): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 1000, arbitrary: fitting(shape) }, { weight: 1, arbitrary: wild });
}

function fitting(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'object': {
      const fields = Object.entries(shape.fields).filter(([, { since }]) => since === undefined);
      const values = Object.fromEntries(fields.map(([name, field]) => [name, near(field.shape)]));
      const requiredKeys = fields.flatMap(([name, { required }]) => (required ? [name] : []));
      return fc.record(values, { requiredKeys, noNullPrototype: true });
    }
    case 'list':
      return fc.array(near(shape.of), { minLength: shape.filled ? 1 : 0, maxLength: 2 });
    case 'map':
      return fc.dictionary(fc.constantFrom('a', 'b c', '__proto__', 'constructor'), near(shape.of), {
        maxKeys: 2,
        noNullPrototype: true,
      });
    case 'with-member':
      return fc.oneof(near(shape.of), near(shape.otherwise));
    case 'map-or':
      return fc.oneof(near(shape.map), near(shape.otherwise));
    case 'one-of':
      return fc.constantFrom(...shape.values);
    case 'number':
    case 'whole-number':
      return fc.integer({ min: -1, max: 3 });
    case 'schema':
      return fc.boolean();
    case 'text':
    case 'expression':
      return fc.constantFrom(
        's',
        'w',
        'a',
        '',
        '$sourceDescriptions.a.w',
        '$components.parameters.a',
        '$.a == 1',
      );
    case 'any':
      return wild;
    default:
      return shape satisfies never;
  }
}

describe('any document', () => {
  test('is parsed without throwing, and what has a description passes through every rule without throwing', () => {
    let passed = 0;
    const documents = near(arazzoDescription).map((value) => ({ ...(value as object), arazzo: '1.0.1' }));
    fc.assert(
      fc.property(documents, (document) => {
        const { located } = readText(JSON.stringify(document), 'a.json');
        const { description, diagnostics } = parse(located!);
        if (description !== undefined) passed++;
        expect(description !== undefined || diagnostics.length > 0).toBe(true);
        const all = [
          ...diagnostics,
          ...(description ? rules.flatMap((rule) => rule(description, located!)) : []),
        ];
        for (const { hint, place } of all) expect(hint && place).toBeTruthy();
      }),
      { numRuns: 200 },
    );
    expect(passed).toBeGreaterThan(20);
  });

  test('made of any text is read or refused without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { located } = readText(`arazzo: 1.0.1\n${text}`, 'a.yaml');
        expect(() => located && parse(located)).not.toThrow();
      }),
    );
  });
});
