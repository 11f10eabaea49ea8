import { expect, test } from 'vitest';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { manualClock } from '../emulator/manual-clock.ts';
import { unlessStoreFails } from './unless-store-fails.ts';

const full = diagnose('store/full', 'Full.', { hint: 'Make space.' });
const other = diagnose('internal/unexpected', 'Other.', { hint: 'Look.' });

/** Runs with troubles that can be changed, and work that can be ended. */
function closing() {
  const clock = manualClock();
  let troubles: readonly Diagnostic[] = [];
  let end = (): void => undefined;
  const work = new Promise<void>((resolve) => (end = resolve));
  const outcome: boolean[] = [];
  const load = () => ({ running: 1, slots: 1, troubles });
  const over = unlessStoreFails({ load }, clock, work).then((isKept) => void outcome.push(isKept));
  return { clock, end, over, outcome, trouble: (...now: readonly Diagnostic[]) => void (troubles = now) };
}

test('work is waited for as long as it takes while the store works', async () => {
  const { clock, end, over, outcome, trouble } = closing();
  trouble(other);
  clock.advance(600_000);
  await Promise.resolve();
  expect(outcome).toEqual([]);
  end();
  await over;
  expect(outcome).toEqual([true]);
});

test('a store that fails is waited for some seconds, then given up', async () => {
  const { clock, over, outcome, trouble } = closing();
  trouble(full);
  clock.advance(9_999);
  await Promise.resolve();
  expect(outcome).toEqual([]);
  clock.advance(1);
  await over;
  expect(outcome).toEqual([false]);
});

test('what goes wrong in the work is told', async () => {
  const failing = Promise.reject(new Error('Broken.'));
  const load = () => ({ running: 0, slots: 1, troubles: [] });
  await expect(unlessStoreFails({ load }, manualClock(), failing)).rejects.toThrow('Broken.');
});
