import { describe, expect, test } from 'vitest';
import { idempotencyKey } from './idempotency-key.ts';

describe('an idempotency key', () => {
  test('is the same for the same run and attempt, and another for any other', () => {
    const pairs = [
      ['r1', 'main/a#1.1'],
      ['r1', 'main/a#1.2'],
      ['r2', 'main/a#1.1'],
      ['r1\nmain', '/a#1.1'],
    ] as const;
    expect(idempotencyKey('r1', 'main/a#1.1')).toBe(idempotencyKey('r1', 'main/a#1.1'));
    expect(new Set(pairs.map(([run, name]) => idempotencyKey(run, name))).size).toBe(pairs.length);
  });

  test('is one word that fits where providers take it, however long the names are', () => {
    expect(idempotencyKey('r'.repeat(5000), 'ä/ö\u0000')).toMatch(/^heddle-[A-Za-z0-9_-]{43}$/);
  });

  test('never changes between releases, because a run may be resumed by a newer one', () => {
    expect(idempotencyKey('run', 'main/pay#1.1')).toBe('heddle-2ml5zQ3N9eDEDZjx_CFyii2Ae_eTcwaTj4UzvICOMbM');
  });
});
