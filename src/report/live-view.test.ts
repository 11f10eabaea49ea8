import { describe, expect, test } from 'vitest';
import type { DecidedStep } from '../engine/decision.ts';
import type { CallEffect, Effect } from '../engine/effect.ts';
import type { CallOutcome } from '../engine/outcome.ts';
import { redactor } from '../http/redact.ts';
import type { Plan } from '../plan/plan.ts';
import { type LiveContext, liveLines, runningLine } from './live-view.ts';
import { makeStyle } from './style.ts';

const step = (stepId: string, target: object) => ({ stepId, target });
const operation = { kind: 'operation', source: 's', operation: { method: 'POST', path: '/pay/{id}' } };
const plan = {
  workflows: [
    {
      workflowId: 'w',
      steps: [step('pay', operation), step('notify', { kind: 'workflow', workflowId: 'inner' })],
    },
    { workflowId: 'inner', steps: [step('text', operation)] },
  ],
} as unknown as Plan;

const context = (options: { width?: number; verbose?: boolean } = {}): LiveContext => ({
  plan,
  style: makeStyle({ coloured: false, ...options }),
  redactor: redactor([]),
});

const effect: CallEffect = {
  kind: 'call',
  name: 'w/pay#1.1',
  keyName: 'w/pay#1.1',
  workflowId: 'w',
  stepId: 'pay',
  visit: 1,
  attempt: 1,
  scope: { inputs: {}, steps: {}, workflows: {} },
};

const outcome: CallOutcome = {
  kind: 'call',
  request: { method: 'POST', url: 'https://a.example/pay/1' },
  statusCode: 200,
  succeeded: true,
  criteria: [
    { condition: '$statusCode == 200', passed: true, operands: [{ text: '$statusCode', value: 200 }] },
  ],
  outputs: { email: 'jane@example.org', id: 'pi_1' },
  unresolved: ['other'],
  actions: [],
  provider: { facts: { requestId: 'req_1' }, decided: true, mayRetry: true, inDoubt: false },
  durationMilliseconds: 12,
  requests: 1,
  repeatable: false,
};

const decided: DecidedStep = {
  name: effect.name,
  workflowId: 'w',
  stepId: 'pay',
  visit: 1,
  attempt: 1,
  succeeded: true,
  call: { at: 0, outcome },
  decision: { kind: 'next', reason: 'no success action matched' },
};

const { call: _, ...caller } = decided;

const wait: Effect = {
  kind: 'wait',
  name: 'w/pay#1.1:wait',
  workflowId: 'w',
  stepId: 'pay',
  milliseconds: 2000,
  action: 'again',
};

describe('the view of a run', () => {
  test('a step that simply worked takes a headline, its criteria and what comes next', () => {
    expect(liveLines({ kind: 'done', effect, outcome, decided: [decided] }, context())).toEqual([
      '✓ pay     POST /pay/{id}  200  12 ms',
      '    ✓ $statusCode == 200   $statusCode is 200',
      '    → next: notify',
    ]);
  });

  test('on a narrow terminal the operands go below their criterion', () => {
    const lines = liveLines({ kind: 'done', effect, outcome, decided: [decided] }, context({ width: 40 }));
    expect(lines.slice(1, 3)).toEqual(['    ✓ $statusCode == 200', '      $statusCode is 200']);
  });

  test('outputs are told when everything is, with persons masked', () => {
    const lines = liveLines(
      { kind: 'done', effect, outcome, decided: [decided] },
      context({ verbose: true }),
    );
    expect(lines).toContain('    requestId req_1');
    expect(lines).toContain('    https://a.example/pay/1');
    expect(lines).toContain('    id = pi_1');
    expect(lines).toContain('    other = nothing');
    expect(lines.join('\n')).not.toContain('jane@');
  });

  test('a retry tells when and why, with the criteria of its action', () => {
    const criteria = [
      { condition: '$statusCode >= 500', passed: true, operands: [{ text: '$statusCode', value: 503 }] },
    ];
    const failed: CallOutcome = {
      ...outcome,
      statusCode: 503,
      succeeded: false,
      actions: [{ name: 'again', matched: true, criteria }],
    };
    const decision = {
      kind: 'retry',
      action: 'again',
      waitMilliseconds: 1500,
      reason: 'every criterion of "again" holds',
    } as const;
    const event = {
      kind: 'done',
      effect: { ...effect, attempt: 2 },
      outcome: failed,
      decided: [{ ...decided, attempt: 2, call: { at: 0, outcome: failed }, succeeded: false, decision }],
    } as const;
    expect(liveLines(event, context())).toEqual([
      '✗ pay (attempt 2)  POST /pay/{id}  503  12 ms',
      '    requestId req_1',
      '    ✓ $statusCode == 200   $statusCode is 200',
      '    ✓ $statusCode >= 500   $statusCode is 503',
      '    ↻ again in 1.5 s: every criterion of "again" holds',
    ]);
    const helped = { ...decision, target: 'notify' };
    expect(liveLines({ ...event, decided: [{ ...decided, decision: helped }] }, context()).at(-1)).toBe(
      '    ↻ again in 1.5 s, after notify: every criterion of "again" holds',
    );
  });

  test('steps that a wait decided are told after it, such as one that had no time left', () => {
    const done = {
      kind: 'done',
      effect: wait,
      outcome: { kind: 'waited' },
      decided: [
        {
          ...caller,
          stepId: 'notify',
          succeeded: false,
          decision: { kind: 'resume', reason: 'it helped' },
        },
      ],
    } as const;
    expect(liveLines(done, context())).toEqual(['✗ notify  workflow inner', '    → back: it helped']);
    expect(liveLines({ ...done, decided: [] }, context())).toEqual([]);
  });

  test('a call whose request could not be built was not sent', () => {
    const { statusCode: __, request: ___, ...unsent } = outcome;
    const failure = {
      reason: 'unbuildable',
      delivery: 'not-sent',
      message: '$inputs.id has no value',
    } as const;
    const unbuilt: CallOutcome = { ...unsent, succeeded: false, criteria: [], failure, requests: 0 };
    const event = {
      kind: 'done',
      effect,
      outcome: unbuilt,
      decided: [{ ...decided, succeeded: false, call: { at: 0, outcome: unbuilt } }],
    } as const;
    expect(liveLines(event, context()).slice(0, 2)).toEqual([
      '✗ pay     POST /pay/{id}  not sent  12 ms',
      '    not sent: $inputs.id has no value',
    ]);
  });

  test('a call without an answer tells why', () => {
    const { statusCode: __, ...unanswered } = outcome;
    const failure = { reason: 'reset', delivery: 'unknown', message: 'The connection broke.' } as const;
    const decision = { kind: 'attention', reason: 'whether the call took effect is unknown' } as const;
    const lost: CallOutcome = { ...unanswered, succeeded: false, criteria: [], failure };
    const event = {
      kind: 'done',
      effect,
      outcome: lost,
      decided: [{ ...decided, succeeded: false, call: { at: 0, outcome: lost }, decision }],
    } as const;
    expect(liveLines(event, context())).toEqual([
      '! pay     POST /pay/{id}  no answer  12 ms',
      '    no answer: The connection broke.',
      '    requestId req_1',
      '    ! stops here: whether the call took effect is unknown',
    ]);
  });

  test('steps of a called workflow are indented, and the calling step follows them', () => {
    const name = 'w/notify#1.1>inner/text#1.1';
    const inner = { ...effect, name, workflowId: 'inner', stepId: 'text' };
    const event = {
      kind: 'done',
      effect: inner,
      outcome,
      decided: [
        { ...decided, name, workflowId: 'inner', stepId: 'text' },
        { ...caller, name: 'w/notify#1.1', stepId: 'notify' },
      ],
    } as const;
    expect(liveLines(event, context())).toEqual([
      '  ✓ text  POST /pay/{id}  200  12 ms',
      '      ✓ $statusCode == 200   $statusCode is 200',
      '      → ends here: it was the last step',
      '✓ notify  workflow inner',
      '    → ends here: it was the last step',
    ]);
  });

  test('calls at the same time are told as their steps are decided, also those to which the run does not come', () => {
    const early = { kind: 'done', effect, outcome, decided: [] } as const;
    expect(liveLines(early, context())).toEqual([]);
    const decision = { kind: 'unreached', reason: 'it was called together with step "other"' } as const;
    expect(liveLines({ ...early, decided: [{ ...decided, decision }] }, context()).at(-1)).toBe(
      '    – not used: it was called together with step "other"',
    );
    expect(runningLine(effect, 100, context(), 2)).toBe('⠙ pay     POST /pay/{id}  and 2 more');
    expect(runningLine(wait, 0, context(), 1)).toBe('⠋ pay  again in 2 s  and 1 more');
  });

  test('a wait is a line when it begins, and a countdown while it lasts', () => {
    expect(liveLines({ kind: 'begins', effect: wait }, context())).toEqual([
      '… pay waits 2 s, as "again" says',
    ]);
    expect(runningLine(wait, 0, context())).toBe('⠋ pay  again in 2 s');
    expect(runningLine(wait, 1200, context())).toBe('⠹ pay  again in 1 s');
  });

  test('a call that takes long shows how long', () => {
    expect(liveLines({ kind: 'begins', effect }, context())).toEqual([]);
    expect(runningLine(effect, 100, context())).toBe('⠙ pay     POST /pay/{id}');
    expect(runningLine(effect, 2300, context())).toBe('⠸ pay     POST /pay/{id}  2 s');
  });
});
