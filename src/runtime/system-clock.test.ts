import { describe, expect, test } from 'vitest';
import { systemClock } from './system-clock.ts';

describe('the clock of the machine', () => {
  test('does not wait for nothing', async () => {
    await expect(systemClock.sleep(0)).resolves.toBeUndefined();
    await expect(systemClock.sleep(-5)).resolves.toBeUndefined();
  });

  test('ends a wait of any length when it is interrupted', async () => {
    const controller = new AbortController();
    const wait = systemClock.sleep(Number.MAX_SAFE_INTEGER, controller.signal);
    controller.abort();
    await expect(wait).rejects.toThrow('aborted');
  });

  test('calls back after a while, unless it is told not to', async () => {
    const rung: string[] = [];
    systemClock.after(0, () => rung.push('cancelled'))();
    await new Promise<void>((resolve) => {
      systemClock.after(1, () => rung.push('called') && resolve());
    });
    expect(rung).toEqual(['called']);
  });
});
