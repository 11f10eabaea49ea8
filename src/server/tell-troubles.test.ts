import { expect, test } from 'vitest';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { manualClock } from '../emulator/manual-clock.ts';
import { tellTroubles } from './tell-troubles.ts';

test('a trouble is told once when it comes and once when it is gone, by its code alone', () => {
  const clock = manualClock();
  const said: unknown[] = [];
  const say = (message: string, fields?: object): void => void said.push([message, fields]);
  let troubles: readonly Diagnostic[] = [];
  const stop = tellTroubles({ load: () => ({ running: 0, slots: 1, troubles }) }, clock, {
    info: say,
    warn: say,
    error: say,
  });
  clock.advance(5000);
  expect(said).toEqual([]);
  troubles = [diagnose('internal/unexpected', 'secret text', { hint: 'This is a bug in Heddle.' })];
  clock.advance(5000);
  troubles = [];
  clock.advance(5000);
  expect(said).toEqual([
    ['something is in the way of runs', { troubles: ['internal/unexpected'], count: 1 }],
    ['nothing is in the way of runs any more', undefined],
  ]);
  stop();
  troubles = [diagnose('store/full', 'x', { hint: 'y' })];
  clock.advance(5000);
  expect(said).toHaveLength(2);
});
