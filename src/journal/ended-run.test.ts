import { expect, test } from 'vitest';
import { smallPlan } from '../../test/support/small-plan.ts';
import { endedRun } from './ended-run.ts';
import { memoryStore } from './memory-store.ts';
import type { Stand } from './store.ts';

type Ended = Extract<Stand, { readonly kind: 'ended' }>;

const reason = { code: 'run/in-doubt', message: 'in doubt', workflowId: 'main', stepId: 's' } as const;

test.each<[string, Ended, string | undefined]>([
  ['completed', { kind: 'ended', at: 9, status: 'completed' }, undefined],
  [
    'needs attention, with a key',
    { kind: 'ended', at: 9, status: 'needs-attention', reason },
    'one at a time',
  ],
])('a run that %s is told as its store tells it', async (_, stand, key) => {
  const store = memoryStore();
  const plan = smallPlan({ main: [{ id: 's' }] });
  const own = key === undefined ? {} : { key };
  const { run } = await store.start(
    {
      plan,
      started: {
        kind: 'started',
        at: 1,
        runId: 'run',
        planHash: plan.hash,
        workflowId: 'main',
        inputs: {},
        ...own,
      },
    },
    'holder',
  );
  await store.write('run', { entries: [{ kind: 'repeated', at: 5 }], stand });
  expect(endedRun(run, stand, 1)).toEqual(await store.run('run'));
});
