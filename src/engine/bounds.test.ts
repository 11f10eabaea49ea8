import { describe, expect, test } from 'vitest';
import { outcomeOf, type SmallAnswer, smallPlan, type SmallStep } from '../../test/support/small-plan.ts';
import { advance, type EngineContext, nextEffects, startRun } from './engine.ts';
import { completeLimits, type Limits, wrongLimits } from './limits.ts';
import type { CallOutcome } from './outcome.ts';
import { link } from './program.ts';

const failed: SmallAnswer = { statusCode: 500 };

/** Drives `main`; each effect ends so many milliseconds after the one before, waits when they are over. */
function drive(
  workflows: Readonly<Record<string, readonly SmallStep[]>>,
  limits: Partial<Limits>,
  answers: readonly (SmallAnswer & {
    readonly takes?: number;
    readonly change?: Partial<CallOutcome>;
  })[] = [],
  given: Readonly<Record<string, unknown>> = {},
) {
  const plan = smallPlan(workflows);
  const context: EngineContext = {
    program: link(plan),
    limits: completeLimits(limits),
    admit: (_, inputs) => ({ inputs, problems: [] }),
  };
  let at = 1000;
  let calls = 0;
  let state = startRun(context, { runId: 'r', at, workflowId: 'main', inputs: given });
  const effects: string[] = [];
  for (;;) {
    const [effect] = nextEffects(context, state);
    if (effect === undefined) return { state, effects };
    effects.push(effect.name);
    if (effect.kind === 'wait') {
      at += effect.milliseconds;
      state = advance(context, state, { effect: effect.name, at, outcome: { kind: 'waited' } }).state;
      continue;
    }
    const { takes = 0, change = {}, ...answer } = answers[calls++] ?? { statusCode: 200 };
    at += takes;
    const outcome = { ...outcomeOf(plan, effect, answer), ...change };
    state = advance(context, state, { effect: effect.name, at, outcome }).state;
  }
}

describe('a run whose time is over', () => {
  const steps: readonly SmallStep[] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

  test('begins nothing more, and says so', () => {
    const { state, effects } = drive({ main: steps }, { maxMilliseconds: 50 }, [
      { statusCode: 200, takes: 49 },
      { statusCode: 200, takes: 1 },
    ]);
    expect(effects).toEqual(['main/a#1.1', 'main/b#1.1']);
    expect(state).toMatchObject({
      status: 'failed',
      reason: { code: 'run/limit-reached', stepId: 'c', message: expect.stringContaining('50 ms') as string },
    });
  });

  test('has completed when its last call ends late', () => {
    const { state } = drive({ main: [{ id: 'a' }] }, { maxMilliseconds: 50 }, [
      { statusCode: 200, takes: 900 },
    ]);
    expect(state.status).toBe('completed');
  });

  test('does not wait for what would come too late', () => {
    const retried: SmallStep = { id: 'a', onFailure: [{ type: 'retry', after: 5, limit: 9, name: 'again' }] };
    const { state, effects } = drive({ main: [retried] }, { maxMilliseconds: 9000 }, [failed, failed]);
    expect(effects).toEqual(['main/a#1.1', 'main/a#1.1:wait', 'main/a#1.2']);
    expect(state.reason).toMatchObject({
      code: 'run/limit-reached',
      message: 'Step "a" would wait 5000 ms, and the run may take 9000 ms, its limit.',
    });
  });

  test('does not run the helper of a retry that would come too late', () => {
    const retried: SmallStep = {
      id: 'a',
      onFailure: [{ type: 'retry', after: 5, stepId: 'b', name: 'again' }],
    };
    const { effects } = drive({ main: [retried, { id: 'b' }] }, { maxMilliseconds: 4000 }, [failed]);
    expect(effects).toEqual(['main/a#1.1']);
  });

  test('still needs attention for a call in doubt that it would have repeated', () => {
    const retried: SmallStep = { id: 'a', onFailure: [{ type: 'retry', after: 5 }] };
    const lost: SmallAnswer = { inDoubt: true, repeatable: true };
    const { state, effects } = drive({ main: [retried] }, { maxMilliseconds: 4000 }, [lost]);
    expect(effects).toEqual(['main/a#1.1']);
    expect(state.status).toBe('needs-attention');
    expect(state.reason?.message).toContain('Whether main/a#1.1 took effect is unknown.');
  });

  test('does not blame a step whose request was withheld', () => {
    const withheld = {
      takes: 60,
      change: {
        requests: 0,
        failure: { reason: 'cancelled', delivery: 'not-sent', message: 'the run may take no longer' },
      },
    } as const;
    const handled: SmallStep = { id: 'a', onFailure: [{ type: 'goto', stepId: 'b' }] };
    const { state, effects } = drive({ main: [handled, { id: 'b' }] }, { maxMilliseconds: 50 }, [withheld]);
    expect(effects).toEqual(['main/a#1.1']);
    expect(state.reason).toMatchObject({ code: 'run/limit-reached', stepId: 'a' });
  });

  test('ends in nested workflows too, whose callers do not go on', () => {
    const { state, effects } = drive(
      {
        main: [{ id: 'a', calls: 'inner', onFailure: [{ type: 'goto', stepId: 'b' }] }, { id: 'b' }],
        inner: steps,
      },
      { maxMilliseconds: 10 },
      [{ statusCode: 200, takes: 10 }],
    );
    expect(effects).toEqual(['main/a#1.1>inner/a#1.1']);
    expect(state.reason).toMatchObject({ code: 'run/limit-reached', workflowId: 'inner', stepId: 'b' });
  });
});

describe('what a document can repeat without a call', () => {
  test('comes to the limit on steps, however high it is, and not to the end of the stack', () => {
    const blocked = (id: string, next: string): SmallStep => ({
      id,
      dependsOn: ['x'],
      onFailure: [{ type: 'goto', stepId: next }],
    });
    const { state } = drive(
      {
        main: [{ id: 'x', onFailure: [{ type: 'goto', stepId: 'a' }] }, blocked('a', 'b'), blocked('b', 'a')],
      },
      { maxSteps: 50_000, maxVisits: 50_000 },
      [failed],
    );
    expect(state).toMatchObject({ stepsTaken: 50_000, reason: { code: 'run/limit-reached' } });
  });

  test('comes back from workflows as deep as the limit allows', () => {
    const depth = 500;
    const { state } = drive(
      { main: [{ id: 'x', calls: 'main', onFailure: [{ type: 'end' }] }] },
      { maxDepth: depth, maxSteps: 10_000, maxVisits: 10_000 },
    );
    expect(state.reason).toMatchObject({ code: 'run/limit-reached' });
    const chain = Object.fromEntries(
      Array.from({ length: depth }, (_, index): [string, readonly SmallStep[]] => {
        const name = index === 0 ? 'main' : `w${index}`;
        return [name, [index === depth - 1 ? { id: 'x' } : { id: 'x', calls: `w${index + 1}` }]];
      }),
    );
    const limits = { maxDepth: depth, maxSteps: 10_000 };
    expect(drive(chain, limits).state.status).toBe('completed');
    expect(drive(chain, limits, [failed]).state.status).toBe('failed');
  });
});

describe('what a run keeps', () => {
  const grows = { grown: ['$inputs.grown', '$inputs.grown'] };

  test('comes to a limit where workflows hand on what they were given twice, as their text would be, and not to the end of the memory', () => {
    const goes: SmallStep = {
      id: 'x',
      onSuccess: [{ type: 'goto', workflowId: 'main', inputs: grows, name: 'again' }],
    };
    const { state, effects } = drive({ main: [goes] }, {}, [], { grown: 'abcdefgh' });
    expect(state.reason).toMatchObject({
      code: 'run/limit-reached',
      stepId: 'x',
      message: expect.stringContaining('The inputs of workflow "main" hold more than') as string,
    });
    // Doubled 23 times they would have 2 ** 26 characters of their own, and the lists around them.
    expect(effects).toHaveLength(23);
    const nested = drive({ main: [{ id: 'x', calls: 'main', inputs: grows }] }, { maxDepth: 100 }, [], {
      grown: 'abcdefgh',
    });
    expect(nested.state.reason).toMatchObject({ code: 'run/limit-reached', workflowId: 'main', stepId: 'x' });
  });

  test('comes to a limit where a step gives too much', () => {
    const change = { outputs: { whole: 'x'.repeat(64 * 1024 * 1024 + 1) } };
    const { state, effects } = drive({ main: [{ id: 'a' }, { id: 'b' }] }, {}, [{ statusCode: 200, change }]);
    expect(effects).toEqual(['main/a#1.1']);
    expect(state.reason).toMatchObject({ code: 'run/limit-reached', stepId: 'a' });
  });
});

describe('limits', () => {
  test('that are not given are the default ones', () => {
    expect(completeLimits({ maxSteps: undefined } as never).maxSteps).toBe(1000);
    expect(completeLimits({ maxSteps: 5 })).toMatchObject({ maxSteps: 5, maxVisits: 250 });
  });

  test.each([
    { maxSteps: Number.NaN },
    { maxVisits: 0 },
    { maxDepth: 501 },
    { maxMilliseconds: Infinity },
    { maxRetryAfterMilliseconds: -1 },
    { maxStep: 3 },
  ])('that bound nothing are told: %o', (limits) => {
    expect(wrongLimits(completeLimits(limits))).toHaveLength(1);
  });
});
