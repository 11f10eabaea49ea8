import { describe, expect, test } from 'vitest';
import type { Answer } from './decide.ts';
import { describeFailure } from './describe-failure.ts';

const place = { workflowId: 'main', stepId: 'pay' };
const verdict = { decided: true, mayRetry: true, inDoubt: false };

function told(answer: Omit<Answer, 'succeeded' | 'actions'>, kind: 'fail' | 'attention' = 'fail') {
  const decision = { kind, reason: 'no failure action matched' };
  return describeFailure(place, { succeeded: false, actions: [], ...answer }, decision);
}

describe('the reason of a failure', () => {
  test('names the step, the status and the safe facts of the provider', () => {
    const facts = { declineCode: 'lost_card', requestId: 'req_1' };
    expect(told({ statusCode: 402, provider: { ...verdict, facts, classification: 'declined' } })).toEqual({
      code: 'run/provider-refused',
      message:
        'Step "pay" was answered HTTP 402 (declineCode lost_card, requestId req_1); no failure action matched.',
      ...place,
    });
  });

  test('tells criteria that did not hold from a refusal', () => {
    expect(told({ statusCode: 200, provider: { ...verdict, facts: {} } }).code).toBe('run/step-failed');
  });

  test('tells a request that was not made from one that was not answered', () => {
    const failure = { delivery: 'not-sent', message: 'why' } as const;
    expect(told({ failure: { ...failure, reason: 'unbuildable' } }).code).toBe('run/request-not-built');
    expect(told({ failure: { ...failure, reason: 'refused' } })).toMatchObject({
      code: 'run/unanswered',
      message: 'Step "pay" failed: why; no failure action matched.',
    });
  });

  test('in doubt is said as such, with and without an answer', () => {
    const failure = { reason: 'reset', delivery: 'unknown', message: 'the connection was reset' } as const;
    expect(told({ failure }, 'attention').code).toBe('run/in-doubt');
    expect(told({ statusCode: 409 }, 'attention').code).toBe('run/in-doubt');
  });

  test('of a nested workflow is that of the step within it', () => {
    const cause = { code: 'run/unanswered', message: 'Deep.', workflowId: 'child', stepId: 'x' } as const;
    expect(told({ cause })).toBe(cause);
  });
});
