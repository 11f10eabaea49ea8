import { describe, expect, test } from 'vitest';
import { byCommandLine, suitsCommandLine } from './by-command-line.ts';
import { byLibrary } from './by-library.ts';
import { compare } from './compare.ts';
import { overLoopback, suitsLoopback } from './over-loopback.ts';
import { perform } from './perform.ts';
import { readScenarios } from './scenario.ts';

const scenarios = readScenarios();

test('every scenario that can be told without resuming and webhooks is here', () => {
  const here = new Set(scenarios.map(({ reference }) => reference));
  const upTo19 = Array.from({ length: 19 }, (_, index) => index + 1);
  const wanted = [...upTo19, 25, 26, 28, 29, 30, 31, 34, 35, 48, 49, 50, 52, 53, 54];
  expect(wanted.filter((number) => !here.has(number))).toEqual([]);
});

describe('by the library', () => {
  test.each(scenarios)('$name: $title', async (scenario) => {
    const performances = await perform(scenario, byLibrary);
    expect(performances).toHaveLength(scenario.runs.length);
    performances.forEach(compare);
  });
});

describe('by the command line', () => {
  test.each(scenarios.filter(suitsCommandLine))('$name: $title', async (scenario) => {
    const performances = await perform(scenario, byCommandLine);
    expect(performances).toHaveLength(scenario.runs.length);
    performances.forEach(compare);
  });
});

describe('by the library, over real connections', () => {
  test.each(scenarios.filter(suitsLoopback))('$name: $title', async (scenario) => {
    const performances = await perform(scenario, byLibrary, overLoopback);
    expect(performances).toHaveLength(scenario.runs.length);
    performances.forEach(compare);
  });
});
