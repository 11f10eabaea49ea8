import { describe, expect, test } from 'vitest';
import { outcomeOf, type SmallAnswer, smallPlan, type SmallStep } from '../../test/support/small-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { DecidedStep } from './decision.ts';
import type { CallEffect, Effect } from './effect.ts';
import { advance, type EngineContext, nextEffects, startRun } from './engine.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { link } from './program.ts';
import type { RunState } from './run-state.ts';

const admit: EngineContext['admit'] = (_, inputs) => ({ inputs, problems: [] });

/** Drives a run of the workflow `main` with answers in order, then 200s; stops at the end or after 5000 effects. */
function drive(
  plan: Plan,
  answers: readonly SmallAnswer[] = [],
  options: { readonly limits?: Partial<Limits>; readonly admit?: EngineContext['admit'] } = {},
) {
  const limits = { ...defaultLimits, ...options.limits };
  const context: EngineContext = { program: link(plan), limits, admit: options.admit ?? admit };
  const effects: Effect[] = [];
  const decided: DecidedStep[] = [];
  let calls = 0;
  let state: RunState = startRun(context, { runId: 'r', at: 0, workflowId: 'main', inputs: { n: 1 } });
  for (
    let [effect] = nextEffects(context, state);
    effect !== undefined;
    [effect] = nextEffects(context, state)
  ) {
    effects.push(effect);
    if (effects.length > 5000) throw new Error('The run does not end.');
    const outcome =
      effect.kind === 'wait'
        ? { kind: 'waited' as const }
        : outcomeOf(plan, effect, answers[calls++] ?? { statusCode: 200 });
    const moved = advance(context, state, { effect: effect.name, at: 0, outcome });
    state = moved.state;
    decided.push(...moved.decided);
  }
  const made = effects.filter((effect): effect is CallEffect => effect.kind === 'call');
  return {
    state,
    decided,
    names: made.map(({ name }) => name),
    keys: made.map(({ keyName }) => keyName),
    scopes: made.map(({ scope }) => scope),
    limits: made.map(({ timeout }) => timeout),
    waits: effects.flatMap((effect) => (effect.kind === 'wait' ? [effect.milliseconds] : [])),
  };
}

const failed: SmallAnswer = { statusCode: 500 };
const ok: SmallAnswer = { statusCode: 200 };
/** A call that may have taken effect and cannot be repeated. */
const lost: SmallAnswer = { inDoubt: true };
/** A call that may have taken effect and can be repeated under its key. */
const lostButKeyed: SmallAnswer = { inDoubt: true, repeatable: true };

describe('effects', () => {
  test('are named after workflow, step, visit and attempt', () => {
    const plan = smallPlan({
      main: [
        { id: 'a', onFailure: [{ type: 'retry' }] },
        { id: 'b', onSuccess: [{ type: 'goto', stepId: 'a', when: ['$response.body#/again == true'] }] },
      ],
    });
    const { names } = drive(plan, [failed, ok, { statusCode: 200, body: { again: true } }]);
    expect(names).toEqual(['main/a#1.1', 'main/a#1.2', 'main/b#1.1', 'main/a#2.1', 'main/b#2.1']);
  });

  test('of nested workflows carry the name of the calling attempt, also after a retry of the call', () => {
    const plan = smallPlan({
      main: [{ id: 'call', calls: 'child', onFailure: [{ type: 'retry' }] }],
      child: [{ id: 'x' }],
    });
    expect(drive(plan, [failed]).names).toEqual(['main/call#1.1>child/x#1.1', 'main/call#1.2>child/x#1.1']);
  });

  test('stay unique when a goto leaves for another workflow and comes back', () => {
    const plan = smallPlan({
      main: [{ id: 'a', onSuccess: [{ type: 'goto', workflowId: 'other' }] }],
      other: [{ id: 'a', onSuccess: [{ type: 'goto', workflowId: 'main' }] }],
    });
    const { names, state } = drive(plan, [], { limits: { maxSteps: 6 } });
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(6);
    expect(state.reason?.code).toBe('run/limit-reached');
  });
});

describe('retries with a helper', () => {
  const again = (action: object) => [{ type: 'retry' as const, name: 'again', ...action }];

  test('run just that step first, whose actions do not decide, and see its outputs however it ended', () => {
    const plan = smallPlan({
      main: [
        {
          id: 'a',
          outputs: { t: '$steps.login.outputs.t' },
          onFailure: again({ stepId: 'login', after: 2 }),
        },
        { id: 'login', outputs: { t: '$response.body#/t' }, onFailure: [{ type: 'end' }] },
      ],
    });
    const { names, waits, decided, scopes } = drive(plan, [failed, { statusCode: 500, body: { t: 1 } }]);
    expect(names).toEqual(['main/a#1.1', 'main/a#1.1:retry>main/login#1.1', 'main/a#1.2', 'main/login#1.1']);
    expect(decided.map(({ decision: { kind, target } }) => [kind, target])).toEqual([
      ['retry', 'login'],
      ['resume', undefined],
      ['next', undefined],
      ['next', undefined],
    ]);
    expect(scopes[2]!.steps).toMatchObject({ login: { outputs: { t: 1 } } });
    // The helper took a millisecond of the two seconds.
    expect(waits).toEqual([1999]);
  });

  test('run a workflow first, and go on although it failed', () => {
    const plan = smallPlan(
      {
        main: [
          { id: 'a', onFailure: again({ workflowId: 'fix', limit: 2, inputs: { code: '$statusCode' } }) },
        ],
        fix: [{ id: 'x', onFailure: [{ type: 'retry', after: 1 }] }],
      },
      { fix: { code: '$inputs.code' } },
    );
    const { names, state, waits } = drive(plan, [failed, failed, failed, failed]);
    expect(names).toEqual([
      'main/a#1.1',
      'main/a#1.1:retry>fix/x#1.1',
      'main/a#1.1:retry>fix/x#1.2',
      'main/a#1.2',
      'main/a#1.2:retry>fix/x#1.1',
      'main/a#1.3',
    ]);
    expect(state).toMatchObject({ status: 'completed', workflows: { fix: { inputs: { code: 500 } } } });
    expect(waits).toEqual([1000]);
  });

  test('do not wait at all when the helper took longer', () => {
    const plan = smallPlan({
      main: [{ id: 'a', onFailure: again({ workflowId: 'fix', after: 1 }) }],
      fix: [{ id: 'x', onFailure: [{ type: 'retry', after: 3 }] }],
    });
    expect(drive(plan, [failed, failed]).waits).toEqual([3000]);
  });

  test('stop for attention when the helper is in doubt, or cannot run while the step is', () => {
    const plan = smallPlan({ main: [{ id: 'a', onFailure: again({ stepId: 'b' }) }, { id: 'b' }] });
    expect(drive(plan, [failed, lost]).state).toMatchObject({
      status: 'needs-attention',
      reason: { stepId: 'b', code: 'run/in-doubt' },
    });
    expect(drive(plan, [lostButKeyed], { limits: { maxSteps: 1 } }).state).toMatchObject({
      status: 'needs-attention',
      reason: { code: 'run/in-doubt' },
    });
    expect(drive(plan, [failed], { limits: { maxDepth: 1 } }).state.reason?.code).toBe('run/limit-reached');
  });
});

describe('workflows that depend on others', () => {
  const child = (workflowId: string, ...inputs: string[]) => ({ workflowId, inputs });

  test('run after them, each once, in the order that they need', () => {
    const plan = smallPlan(
      { main: [{ id: 'a' }, { id: 'b', calls: 'two' }], one: [{ id: 'x' }], two: [{ id: 'x' }] },
      { one: { n: '$inputs.n' } },
      { main: [child('two'), child('one')], two: [child('one', 'n', 'absent')] },
    );
    const { names, state, scopes } = drive(plan);
    expect(names).toEqual([
      'main:needs>two:needs>one/x#1.1',
      'main:needs>two/x#1.1',
      'main/a#1.1',
      'main/b#1.1>two/x#1.1',
    ]);
    expect(scopes[2]!.workflows).toMatchObject({ one: { inputs: { n: 1 }, outputs: { n: 1 } } });
    expect(state.status).toBe('completed');
  });

  test('do not run when one fails, is not to be started, or waits for them', () => {
    const needs = (dependency: { workflowId: string; inputs?: string[] }, calls?: string) =>
      smallPlan(
        { main: [{ id: 'a' }], one: [{ id: 'x', ...(calls === undefined ? {} : { calls }) }] },
        {},
        { main: [dependency] },
      );
    expect(drive(needs(child('one')), [failed]).state).toMatchObject({
      status: 'failed',
      reason: { workflowId: 'one', stepId: 'x', code: 'run/step-failed' },
    });
    for (const plan of [needs({ workflowId: 'one' }), needs(child('one'), 'main')]) {
      const { state, names } = drive(plan);
      expect(names).toEqual([]);
      expect(state.reason).toMatchObject({ code: 'run/dependency-unmet' });
    }
  });

  test('are content with one that left for another workflow', () => {
    const plan = smallPlan(
      {
        main: [{ id: 'a' }],
        one: [{ id: 'x', onSuccess: [{ type: 'goto', workflowId: 'two' }] }],
        two: [{ id: 'y' }],
      },
      {},
      { main: [child('one'), child('two')] },
    );
    expect(drive(plan).names).toEqual(['main:needs>one/x#1.1', 'main:needs>two/y#1.1', 'main/a#1.1']);
  });
});

describe('time limits', () => {
  const calling = (onFailure: SmallStep['onFailure'] = []) =>
    smallPlan({
      main: [{ id: 'call', calls: 'child', timeout: 3, onFailure }],
      child: [{ id: 'x', timeout: 5, onFailure: [{ type: 'retry', limit: 9 }] }],
    });

  test('of nested workflows shorten the calls and waits in them, and end them as failed', () => {
    const { state, limits } = drive(calling(), [failed, failed, failed, failed]);
    expect(limits).toEqual([3, 2, 1]);
    expect(state).toMatchObject({
      status: 'failed',
      reason: { workflowId: 'main', stepId: 'call', code: 'run/unanswered' },
    });
  });

  test('are whole again for the next attempt', () => {
    const { state, limits } = drive(calling([{ type: 'retry' }]), [failed, failed, failed, failed]);
    expect(limits).toEqual([3, 2, 1, 3, 2]);
    expect(state.status).toBe('completed');
  });

  test('do not give up a call in doubt', () => {
    const { state } = drive(calling(), [failed, failed, lostButKeyed]);
    expect(state).toMatchObject({ status: 'needs-attention', reason: { code: 'run/in-doubt' } });
  });
});

describe('steps that depend on others', () => {
  test('fail when those did not succeed, which only another step can mend', () => {
    const plan = (action: object) =>
      smallPlan({
        main: [
          { id: 'a', onFailure: [{ type: 'goto', stepId: 'b' }] },
          { id: 'b', dependsOn: ['a'], onFailure: [{ type: 'retry', ...action }] },
        ],
      });
    const { names, state } = drive(plan({}), [failed]);
    expect(names).toEqual(['main/a#1.1']);
    expect(state.reason).toMatchObject({ stepId: 'b', code: 'run/dependency-unmet' });
    expect(drive(plan({ stepId: 'a' }), [failed]).names).toEqual([
      'main/a#1.1',
      'main/b#1.1:retry>main/a#1.1',
      'main/b#1.2',
    ]);
  });
});

describe('retries', () => {
  const plan = smallPlan({
    main: [
      {
        id: 'a',
        onFailure: [
          { type: 'retry', name: 'first', limit: 2, after: 1.5, when: ['$statusCode == 503'] },
          { type: 'retry', name: 'second', limit: 1 },
          { type: 'goto', stepId: 'b' },
        ],
      },
      { id: 'skipped' },
      { id: 'b' },
    ],
  });

  test('have a budget for each action, used up before later actions, and chosen by the fresh answer', () => {
    const busy = { statusCode: 503 };
    const { names, waits, decided } = drive(plan, [busy, failed, busy, busy]);
    expect(names).toEqual(['main/a#1.1', 'main/a#1.2', 'main/a#1.3', 'main/a#1.4', 'main/b#1.1']);
    expect(waits).toEqual([1500, 1500]);
    expect(decided.map(({ decision }) => decision.action ?? decision.kind)).toEqual([
      'first',
      'second',
      'first',
      'goto2',
      'next',
    ]);
  });

  test('are full again when the step is entered anew', () => {
    const loop = smallPlan({
      main: [
        { id: 'a', onFailure: [{ type: 'retry' }, { type: 'goto', stepId: 'b' }] },
        { id: 'b', onSuccess: [{ type: 'goto', stepId: 'a' }] },
      ],
    });
    const { names } = drive(loop, [failed, failed, ok, failed, failed, failed]);
    expect(names).toEqual([
      'main/a#1.1',
      'main/a#1.2',
      'main/b#1.1',
      'main/a#2.1',
      'main/a#2.2',
      'main/b#2.1',
    ]);
  });

  test('wait as long as the provider asks, and not at all where it says so', () => {
    const { waits } = drive(plan, [
      { statusCode: 503, retryAfterMilliseconds: 7000 },
      { statusCode: 503, retryAfterMilliseconds: 0 },
    ]);
    expect(waits).toEqual([7000]);
  });

  test('give way when the provider asks for more than the run allows, or forbids them', () => {
    const tooLong = drive(plan, [{ statusCode: 503, retryAfterMilliseconds: 7_200_000 }]);
    expect(tooLong.names).toEqual(['main/a#1.1', 'main/b#1.1']);
    const vetoed = drive(plan, [{ statusCode: 500, mayRetry: false }]);
    expect(vetoed.names).toEqual(['main/a#1.1', 'main/b#1.1']);
  });

  test('get a new key each, because the attempt before was decided', () => {
    const { names, keys } = drive(plan, [failed, ok]);
    expect(keys).toEqual(names);
  });

  test('of a retry of a call of a workflow start that workflow afresh', () => {
    const nested = smallPlan({
      main: [{ id: 'call', calls: 'child', onFailure: [{ type: 'retry', limit: 2 }] }],
      child: [{ id: 'x', onFailure: [{ type: 'retry', limit: 1 }] }],
    });
    const { names, state } = drive(nested, [failed, failed, failed, failed, failed, failed]);
    expect(names).toHaveLength(6);
    expect(state).toMatchObject({ status: 'failed', reason: { workflowId: 'child', stepId: 'x' } });
  });
});

describe('an attempt that nobody decided', () => {
  const plan = smallPlan({
    main: [
      {
        id: 'pay',
        onFailure: [
          { type: 'retry', limit: 3, when: ['$statusCode != 402'] },
          { type: 'goto', stepId: 'text' },
        ],
      },
      { id: 'text', onSuccess: [{ type: 'goto', stepId: 'pay', when: ['$response.body#/again == true'] }] },
    ],
  });

  test('is repeated under its key, as long as it is undecided', () => {
    const undecided = { statusCode: 429, decided: false, repeatable: true };
    const { names, keys } = drive(plan, [undecided, undecided, ok, ok]);
    expect(names.slice(0, 3)).toEqual(['main/pay#1.1', 'main/pay#1.2', 'main/pay#1.3']);
    expect(keys.slice(0, 3)).toEqual(['main/pay#1.1', 'main/pay#1.1', 'main/pay#1.1']);
  });

  test('keeps its key over a goto to the same step', () => {
    const self = smallPlan({
      main: [{ id: 'pay', onFailure: [{ type: 'goto', stepId: 'pay' }] }],
    });
    const { names, keys } = drive(self, [{ statusCode: 409, decided: false }, failed, ok]);
    expect(names).toEqual(['main/pay#1.1', 'main/pay#2.1', 'main/pay#3.1']);
    expect(keys).toEqual(['main/pay#1.1', 'main/pay#1.1', 'main/pay#3.1']);
  });

  test('needs attention when it may have taken effect and cannot be repeated', () => {
    const { state, names } = drive(plan, [lost]);
    expect(names).toEqual(['main/pay#1.1']);
    expect(state).toMatchObject({
      status: 'needs-attention',
      reason: { code: 'run/in-doubt', stepId: 'pay' },
    });
  });

  test('stays in doubt through repeats that were not decided either, and never ends as a plain failure', () => {
    const undecided = { statusCode: 429, decided: false, repeatable: true };
    const { state, keys } = drive(plan, [lostButKeyed, undecided, undecided, undecided]);
    expect(new Set(keys)).toEqual(new Set(['main/pay#1.1']));
    expect(keys).toHaveLength(4);
    expect(state).toMatchObject({ status: 'needs-attention', reason: { code: 'run/in-doubt' } });
  });

  test('is out of doubt once a repeat is decided, whichever way', () => {
    expect(drive(plan, [lostButKeyed, ok]).state.status).toBe('completed');
    const declined = drive(plan, [lostButKeyed, { statusCode: 402 }]);
    expect(declined.names).toEqual(['main/pay#1.1', 'main/pay#1.2', 'main/text#1.1']);
    expect(declined.state.status).toBe('completed');
  });

  test('in doubt is not left by goto or end, in a nested workflow either', () => {
    const nested = smallPlan({
      main: [{ id: 'call', calls: 'child', onFailure: [{ type: 'end' }] }],
      child: [{ id: 'pay', onFailure: [{ type: 'end' }] }],
    });
    expect(drive(nested, [lost]).state.status).toBe('needs-attention');
  });
});

describe('nested workflows', () => {
  const plan = smallPlan(
    {
      main: [
        {
          id: 'call',
          calls: 'child',
          inputs: { given: '$inputs.n', gone: '$inputs.none' },
          outputs: { got: '$outputs.made' },
        },
        { id: 'after' },
      ],
      child: [{ id: 'x', outputs: { made: '$response.body#/id' } }],
    },
    {
      main: { got: '$steps.call.outputs.got', seen: '$workflows.child.outputs.made' },
      child: { made: '$steps.x.outputs.made' },
    },
  );

  test('get their inputs from the step, without those that have no value, and give it their outputs', () => {
    const { state, scopes } = drive(plan, [{ statusCode: 200, body: { id: 7 } }]);
    expect(scopes[0]?.inputs).toEqual({ given: 1 });
    expect(state).toMatchObject({ status: 'completed', outputs: { got: 7, seen: 7 } });
  });

  test('fail their step when they fail, with the reason of the step that failed', () => {
    const { state } = drive(plan, [failed]);
    expect(state).toMatchObject({
      status: 'failed',
      reason: { workflowId: 'child', stepId: 'x' },
      outputs: { got: null, seen: null },
      unresolved: ['got', 'seen'],
    });
  });

  test('are not started with inputs that they do not admit', () => {
    const { state, names } = drive(plan, [], {
      admit: (_, inputs) => ({ inputs, problems: ['Input "n" is wrong.'] }),
    });
    expect(names).toEqual([]);
    expect(state).toMatchObject({ status: 'failed', reason: { code: 'run/request-not-built' } });
    expect(state.reason?.message).toContain('Input "n" is wrong.');
  });

  test('that are left by a goto give the caller the outputs of the workflow that was gone to', () => {
    const leaving = smallPlan(
      {
        main: [{ id: 'call', calls: 'child', outputs: { got: '$outputs.made' } }],
        child: [{ id: 'x', onSuccess: [{ type: 'goto', workflowId: 'other' }] }],
        other: [{ id: 'y', outputs: { made: '$statusCode' } }],
      },
      { main: { got: '$steps.call.outputs.got' }, other: { made: '$steps.y.outputs.made' } },
    );
    const { names, state } = drive(leaving, [ok, { statusCode: 201 }]);
    expect(names).toEqual(['main/call#1.1>child/x#1.1', 'main/call#1.1>other/y#1.1']);
    expect(state.outputs).toEqual({ got: 201 });
  });

  test('that end after a failed step fail the calling step, which may handle it', () => {
    const ending = smallPlan({
      main: [
        { id: 'call', calls: 'child', onFailure: [{ type: 'goto', stepId: 'after' }] },
        { id: 'no' },
        { id: 'after' },
      ],
      child: [{ id: 'x', onFailure: [{ type: 'end' }] }],
    });
    expect(drive(ending, [failed]).names).toEqual(['main/call#1.1>child/x#1.1', 'main/after#1.1']);
  });
});

describe('limits', () => {
  test('end a goto to the step itself', () => {
    const plan = smallPlan({ main: [{ id: 'a', onSuccess: [{ type: 'goto', stepId: 'a' }] }] });
    const { state, names } = drive(plan);
    expect(names).toHaveLength(defaultLimits.maxVisits);
    expect(state.reason).toMatchObject({ code: 'run/limit-reached', stepId: 'a' });
  });

  test('end a goto loop over several steps', () => {
    const plan = smallPlan({
      main: Array.from({ length: 5 }, (_, index) => ({
        id: `s${index}`,
        onSuccess: [{ type: 'goto' as const, stepId: `s${(index + 1) % 5}` }],
      })),
    });
    const { state, names } = drive(plan);
    expect(names).toHaveLength(defaultLimits.maxSteps);
    expect(state.status).toBe('failed');
  });

  test('end a workflow that calls itself, before anything is sent', () => {
    const plan = smallPlan({ main: [{ id: 'me', calls: 'main' }] });
    const { state, names } = drive(plan);
    expect(names).toEqual([]);
    expect(state.reason?.message).toContain(`${defaultLimits.maxDepth} deep`);
  });

  test('end workflows that call each other and retry', () => {
    const plan = smallPlan({
      main: [{ id: 'a', calls: 'other', onFailure: [{ type: 'retry', limit: 9 }] }],
      other: [{ id: 'b', calls: 'main', onFailure: [{ type: 'retry', limit: 9 }] }],
    });
    expect(drive(plan).state.reason?.code).toBe('run/limit-reached');
  });
});

describe('a poll', () => {
  const open = { statusCode: 200, body: { open: true } };
  const again = { type: 'goto', name: 'again', when: ['$response.body#/open == true'], poll: true } as const;
  const plan = smallPlan({
    main: [{ id: 'a' }, { id: 'b', onSuccess: [{ ...again, stepId: 'a' }] }, { id: 'c' }],
  });

  test('waits before each round, then goes on; the wait has a name of its own', () => {
    const { state, names, waits, decided } = drive(plan, [ok, open, ok, open]);
    expect(names.join(' ')).toBe(
      'main/a#1.1 main/b#1.1 main/a#2.1 main/b#2.1 main/a#3.1 main/b#3.1 main/c#1.1',
    );
    expect(waits).toEqual([5000, 5000]);
    expect(decided[1]?.decision).toMatchObject({ kind: 'goto', target: 'a', waitMilliseconds: 5000 });
    expect(state.status).toBe('completed');
  });

  test('ends the run after so many rounds in a row, and says at which step', () => {
    const rounds = Array.from({ length: 9 }, () => [ok, open]).flat();
    const { state, waits } = drive(plan, rounds, { limits: { maxPolls: 3, pollMilliseconds: 0 } });
    expect(waits).toEqual([]);
    expect(state.stepsTaken).toBe(8);
    expect(state.reason).toMatchObject({
      code: 'run/limit-reached',
      stepId: 'b',
      message: 'Step "b" has gone back by "again" 3 times in a row, the limit of a poll.',
    });
  });

  test('counts anew when the run comes back to it', () => {
    const outer = smallPlan({
      main: [
        { id: 'a', onSuccess: [{ ...again, stepId: 'a' }] },
        { id: 'b', onSuccess: [{ type: 'goto', stepId: 'a', when: ['$response.body#/more == true'] }] },
      ],
    });
    const more = { statusCode: 200, body: { more: true } };
    const answers = [open, open, ok, more, open, open, ok, ok];
    const { state, waits } = drive(outer, answers, { limits: { maxPolls: 2 } });
    expect(waits).toHaveLength(4);
    expect(state.status).toBe('completed');
  });
});

describe('a state', () => {
  test('is plain JSON between any two effects, from which the run goes on as if nothing had happened', () => {
    const plan = smallPlan({
      main: [
        { id: 'call', calls: 'child' },
        { id: 'b', onFailure: [{ type: 'retry', after: 3 }] },
      ],
      child: [{ id: 'x', outputs: { v: '$response.body' } }],
    });
    const context: EngineContext = { program: link(plan), limits: defaultLimits, admit };
    const answers: SmallAnswer[] = [{ statusCode: 200, body: { a: [1] } }, failed, ok];
    let state = startRun(context, { runId: 'r', at: 0, workflowId: 'main', inputs: {} });
    for (
      let [effect] = nextEffects(context, state);
      effect !== undefined;
      [effect] = nextEffects(context, state)
    ) {
      const stored = JSON.parse(JSON.stringify(state)) as RunState;
      expect(stored).toEqual(state);
      const outcome =
        effect.kind === 'wait' ? { kind: 'waited' as const } : outcomeOf(plan, effect, answers.shift()!);
      state = advance(context, stored, { effect: effect.name, at: 0, outcome }).state;
    }
    expect(state.status).toBe('completed');
  });
});
