import { expect, test } from 'vitest';
import { type Choice, explore, type PlayedCall } from './explore.ts';

/** A world of steps that follow one another; an outcome `stop…` ends it, `again…` has the step called twice, `same` is like `go`. */
function world(steps: Readonly<Record<string, readonly string[]>>) {
  return (choices: readonly Choice[]) => {
    const played: PlayedCall[] = [];
    for (const [step, outcomes] of Object.entries(steps)) {
      const choice = choices.find((each) => each.step === step);
      const outcome = choice?.outcome ?? outcomes[0]!;
      const alternatives = outcomes.map((title) => ({
        title,
        basis: 'described' as const,
        consequence: title === 'same' ? 'go' : title,
      }));
      played.push({ step, alternatives, calls: outcome.startsWith('again') ? 2 : 1 });
      if (outcome.startsWith('stop') || (outcome.startsWith('again') && choice?.once === undefined)) break;
    }
    return Promise.resolve({ played, result: played.map(({ step }) => step).join(' ') });
  };
}

const told = ({ scenarios }: Awaited<ReturnType<typeof explore<string>>>): readonly string[] =>
  scenarios.map(
    ({ choices, result }) =>
      `${choices.map(({ step, outcome, once }) => `${step}=${outcome}${once === true ? ' once' : ''}`).join(', ')}: ${result}`,
  );

test('each outcome of each step, then two that are not the best, where the first leads on', async () => {
  const found = await explore(world({ a: ['go', 'stop', 'other'], b: ['go', 'stop'] }), 100);
  expect(told(found)).toEqual([': a b', 'a=stop: a', 'a=other: a b', 'b=stop: a b', 'a=other, b=stop: a b']);
  expect(found.complete).toBe(true);
});

test('an outcome with the consequence of another is played, and not led further', async () => {
  const found = await explore(world({ a: ['go', 'same'], b: ['go', 'stop'] }), 100);
  expect(told(found)).toEqual([': a b', 'a=same: a b', 'b=stop: a b']);
});

test('an outcome that has the step called again is also played as one that passes', async () => {
  const found = await explore(world({ a: ['go', 'again'], b: ['go'] }), 100);
  expect(told(found)).toEqual([': a b', 'a=again: a', 'a=again once: a b']);
});

test('it stops at the bound, and tells', async () => {
  const found = await explore(world({ a: ['go', 'stop 1', 'stop 2'] }), 2);
  expect(told(found)).toEqual([': a', 'a=stop 1: a']);
  expect(found.complete).toBe(false);
});
