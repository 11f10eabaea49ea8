import { describe, expect, test } from 'vitest';
import { parseCondition } from './parse-condition.ts';
import { possibleResults, type PossibleValues } from './possible-results.ts';

/** What the inputs of these tests may be; `$inputs.any` may be anything. */
const inputs: Readonly<Record<string, PossibleValues>> = {
  kind: { values: ['cat', 'dog', null] },
  other: { values: ['cow'] },
  flag: { values: [true, false] },
  count: { values: [], anyNumber: true },
  text: { values: [null], anyText: true },
  gone: { values: [null] },
};

function results(text: string): string {
  const { condition } = parseCondition(text, 'standard');
  const { mayHold, mayFail } = possibleResults(condition!, ({ expression, navigation }) =>
    expression.kind === 'inputs' && navigation.length === 0 ? inputs[expression.name] : undefined,
  );
  return [mayHold ? 'holds' : [], mayFail ? 'fails' : []].flat().join(' or ');
}

describe('what a condition may come to', () => {
  test.each([
    ['1 == 1', 'holds'],
    ["'a' == 'b'", 'fails'],
    ['$inputs.any == 1', 'holds or fails'],
    ['$inputs.any', 'holds or fails'],
    ["$inputs.kind == 'cat'", 'holds or fails'],
    // Comparisons of texts do not heed case.
    ["$inputs.kind == 'CAT'", 'holds or fails'],
    ["$inputs.kind == 'cow'", 'fails'],
    ["$inputs.kind != 'cow'", 'holds'],
    ['$inputs.kind == $inputs.other', 'fails'],
    ['$inputs.gone == null', 'holds'],
    ["$inputs.flag == 'true'", 'fails'],
    ['$inputs.flag', 'holds or fails'],
    ['$inputs.gone', 'fails'],
    ['$inputs.count > 3', 'holds or fails'],
    ["$inputs.count == '3'", 'holds or fails'],
    ["$inputs.count == 'three'", 'fails'],
    ["$inputs.count < 'three'", 'fails'],
    ['$inputs.text == 3', 'holds or fails'],
    ['$inputs.text == true', 'fails'],
    ["$inputs.text >= ''", 'holds or fails'],
    ['$inputs.text == $inputs.count', 'holds or fails'],
    ["$inputs.any == 1 || $inputs.kind != 'cow'", 'holds'],
    ["$inputs.any == 1 && $inputs.kind == 'cow'", 'fails'],
    ["!($inputs.kind == 'cow')", 'holds'],
    ["$inputs.kind == 'cat' && $inputs.kind == 'dog'", 'holds or fails'],
  ])('%s %s', (text, expected) => {
    expect(results(text)).toBe(expected);
  });
});
