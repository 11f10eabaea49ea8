import { RE2JS } from 're2js';
import { describe, expect, test, vi } from 'vitest';
import { linearPattern } from '../openapi/schema/linear-pattern.ts';
import { compileCriterion } from './compile-criterion.ts';
import { loadEngines } from './criterion-engines.ts';

// What a pattern costs is counted, not timed: the engine is written in JavaScript, and reads its text by charCodeAt.
const engines = await loadEngines(['regex', 'jsonpath']);

/** How often a text is read from while some work is done. */
function readsOf(text: string, work: () => void): number {
  let reads = 0;
  // eslint-disable-next-line typescript/unbound-method
  const read = String.prototype.charCodeAt;
  const spy = vi.spyOn(String.prototype, 'charCodeAt').mockImplementation(function (this: string, index) {
    if (this.length === text.length) reads += 1;
    return read.call(this, index);
  });
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return reads;
}

/** Whether a pattern is found in a text, by each way that a document has to give one. */
const ways: Readonly<Record<string, (pattern: string) => (text: string) => boolean>> = {
  'a criterion': (pattern) => evaluate('regex', pattern),
  'match in JSONPath': (pattern) => {
    const matches = evaluate('jsonpath', `$[?match(@, '${pattern}')]`);
    return (text) => matches([text]);
  },
  'search in JSONPath': (pattern) => {
    const matches = evaluate('jsonpath', `$[?search(@, '${pattern}')]`);
    return (text) => matches([text]);
  },
  'the pattern of a schema': (pattern) => {
    const compiled = linearPattern(RE2JS, pattern);
    return (text) => compiled.test(text);
  },
};

function evaluate(type: 'regex' | 'jsonpath', condition: string): (context: unknown) => boolean {
  const context = { kind: 'inputs', name: 'context' } as const;
  const read = compileCriterion({ type, dialect: type, condition, context, parts: [condition] }, engines);
  return (value) => {
    const { passed, problem } = read({ inputs: { context: value }, steps: {}, workflows: {} });
    expect(problem).toBeUndefined();
    return passed;
  };
}

describe.each(Object.entries(ways))('a pattern in %s', (_, compile) => {
  test.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^(a*)*[bc]$', '^([a-z]+)*[0-9]$'])(
    '%s reads each character of a text a few times, however long the text is',
    (pattern) => {
      const find = compile(pattern);
      // An engine that backtracks reads 2^16 times in the first, or does it where nobody counts; the others it would never end.
      for (const length of [16, 1000, 10_000]) {
        const text = `${'a'.repeat(length - 1)}!`;
        const reads = readsOf(text, () => expect(find(text)).toBe(false));
        expect(reads).toBeGreaterThanOrEqual(length - 1);
        expect(reads).toBeLessThanOrEqual(8 * length);
      }
    },
  );
});
