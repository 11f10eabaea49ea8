import { describe, expect, test } from 'vitest';
import { compare } from './compare.ts';
import { byLibrary, perform } from './perform.ts';
import { readScenarios } from './scenario.ts';

const scenarios = readScenarios();

test('there are scenarios', () => {
  expect(scenarios.length).toBeGreaterThan(30);
});

describe('by the library', () => {
  test.each(scenarios)('$name: $title', async (scenario) => {
    for (const performance of await perform(scenario, byLibrary)) compare(performance);
  });
});
