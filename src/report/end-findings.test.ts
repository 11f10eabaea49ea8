import { expect, test } from 'vitest';
import type { CallOutcome } from '../engine/outcome.ts';
import type { RunRecord } from '../journal/fold.ts';
import { endFindings } from './end-findings.ts';

test('a message that did not come in time is told with where it was awaited', () => {
  const place = { workflowId: 'w', stepId: 'wait' };
  const outcome = {
    kind: 'call',
    channel: { action: 'receive', address: 'orders.confirmed', server: 'kafka://broker.example' },
    failure: { reason: 'timeout', delivery: 'not-sent', message: 'no message came within 3000 ms' },
    criteria: [],
    provider: { facts: {}, decided: true, mayRetry: true, inDoubt: false },
  } as unknown as CallOutcome;
  const attempts = [{ name: 'w/wait#1.1', at: 0, outcome, decision: { kind: 'fail', reason: 'r' } }];
  const record = {
    state: { reason: { ...place, code: 'run/unanswered', message: 'm' } },
    visits: [{ ...place, visit: 1, attempts }],
  } as unknown as RunRecord;
  expect(endFindings(record, false)).toMatchObject([
    {
      code: 'run/unanswered',
      hint: 'No message came in time at orders.confirmed of kafka://broker.example, where it was awaited: see whether it was sent there, or give the step a longer timeout.',
    },
  ]);
});
