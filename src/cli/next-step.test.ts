import { expect, test } from 'vitest';
import { nextStep } from './next-step.ts';

const run = { runId: 'n6', isBlocked: false } as const;

test('a run that has been put aside goes on by itself where a server owns the store, and by a command without one', () => {
  expect(nextStep({ ...run, status: 'waiting', dueAt: 0 }, 'kept.db')).toBe(
    'A server that owns the store goes on by itself from 1970-01-01T00:00:00.000Z on; without one: heddle resume n6 --store kept.db\n',
  );
  expect(nextStep({ ...run, status: 'queued' }, 'kept.db')).toMatch(
    /^A server .* itself; without one: heddle/,
  );
});

test.each(['running', 'completed', 'needs-attention'] as const)(
  'there is no such step for one that is %s',
  (status) => {
    expect(nextStep({ ...run, status }, 'kept.db')).toBe('');
  },
);
