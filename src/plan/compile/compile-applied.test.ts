import { describe, expect, test } from 'vitest';
import { loadPets } from '../../../test/support/pets.ts';

const check = async (criterion: string, mode?: 'lenient') => {
  const workflows = `
  - workflowId: main
    steps:
      - stepId: list
        operationId: getPet
        parameters: [{ name: petId, in: path, value: 1 }]
        successCriteria: [${criterion}]`;
  const { plan, diagnostics } = await loadPets(workflows, mode === undefined ? {} : { mode });
  const found = diagnostics.map(({ code, severity, message, hint }) => ({
    code,
    severity,
    text: `${message} ${hint ?? ''}`,
  }));
  return { criteria: plan?.workflows[0]?.steps[0]?.successCriteria, found };
};

describe('a criterion with a context', () => {
  test('is compiled to plain JSON, with the literals that hold slots', async () => {
    const { criteria } = await check(
      '{ context: $response.body#/a, condition: \'$[?@.x == "y" && @.u == "{$url}"]\', type: jsonpath }',
    );
    expect(criteria).toEqual([
      {
        type: 'jsonpath',
        dialect: 'jsonpath',
        condition: '$[?@.x == "y" && @.u == "{$url}"]',
        context: { kind: 'response', source: 'body', pointer: ['a'] },
        parts: ['$[?@.x == "y" && @.u == ', { kind: 'literal', quote: '"', parts: [{ kind: 'url' }] }, ']'],
      },
    ]);
  });

  test.each([
    ['{ context: a text, condition: a, type: regex }', 'expression/syntax', 'error'],
    [
      "{ context: $inputs.x, condition: '{$steps.none.outputs.x}', type: regex }",
      'expression/undeclared',
      'error',
    ],
    [
      '{ context: $statusCode, condition: $statusCode, type: regex }',
      'template/unbraced-expression',
      'hazard',
    ],
    [
      "{ context: $response.body, condition: '$.items.length', type: jsonpath }",
      'jsonpath/length-member',
      'warning',
    ],
    [
      "{ context: $response.body, condition: '$.a.length > 1', type: jsonpath }",
      'jsonpath/not-a-query',
      'error',
    ],
    ["{ context: $response.body, condition: '', type: jsonpath }", 'jsonpath/syntax', 'error'],
    [
      "{ context: $response.body, condition: '//a[', type: { type: xpath, version: xpath-10 } }",
      'xpath/syntax',
      'error',
    ],
    [
      "{ context: $response.body, condition: 'nothing(1)', type: { type: xpath, version: xpath-20 } }",
      'xpath/syntax',
      'error',
    ],
  ])('%s: %s', async (criterion, code, severity) => {
    expect((await check(criterion)).found[0]).toMatchObject({ code, severity });
  });

  test('that is a comparison with slots, or one that a simple condition cannot say, gets a query as its hint', async () => {
    const slot = await check('{ context: $response.body, condition: \'$.a == "{$url}"\', type: jsonpath }');
    expect(slot.found[0]!.text).toContain('$[?$.a == "{$url}"]');
    const negative = await check("{ context: $response.body, condition: '$.a[-1] == 1', type: jsonpath }");
    expect(negative.found[0]!.text).toContain('$[?$.a[-1] == 1]');
  });

  test('that is a comparison is compiled as one in lenient mode', async () => {
    const { criteria } = await check(
      '{ context: $response.body, condition: $.a == 1, type: jsonpath }',
      'lenient',
    );
    expect(criteria).toMatchObject([{ type: 'jsonpath', dialect: 'jsonpath-comparison' }]);
  });
});
