import { describe, expect, test } from 'vitest';
import { outcomeOf, type SmallAnswer, smallPlan, type SmallStep } from '../../test/support/small-plan.ts';
import type { DecidedStep } from './decision.ts';
import { advance, type EngineContext, nextEffects, startRun } from './engine.ts';
import { inDoubt } from './in-doubt.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { link } from './program.ts';
import type { RunState } from './run-state.ts';

const a: SmallStep = { id: 'a', outputs: { v: '$response.body#/v' } };
const b: SmallStep = { id: 'b', dependsOn: ['a'], onFailure: [{ type: 'retry', after: 2, limit: 2 }] };
const c: SmallStep = { id: 'c', dependsOn: ['a'], outputs: { v: '$response.body#/v' } };
const d: SmallStep = { id: 'd', dependsOn: ['b', 'c'] };

/** A run whose effects are answered by name, in whatever order. */
function begin(steps: readonly SmallStep[], limits: Partial<Limits> = {}) {
  const plan = smallPlan({ main: steps }, { main: { v: '$steps.c.outputs.v' } });
  const context: EngineContext = {
    program: link(plan),
    limits: { ...defaultLimits, ...limits },
    admit: (_, inputs) => ({ inputs, problems: [] }),
  };
  let state = startRun(context, { runId: 'r', at: 0, workflowId: 'main', inputs: {} });
  const decided: DecidedStep[] = [];
  return {
    context,
    state: () => state,
    waiting: () => nextEffects(context, state).map(({ name }) => name),
    effects: () => nextEffects(context, state),
    decided: () => decided.map(({ name, decision }) => `${name} ${decision.kind}`),
    answer(name: string, answer: SmallAnswer = { statusCode: 200 }, durationMilliseconds = 1) {
      const effect = nextEffects(context, state).find((each) => each.name === name);
      if (effect === undefined) throw new Error(`The run does not wait for ${name}.`);
      const outcome =
        effect.kind === 'wait'
          ? { kind: 'waited' as const }
          : { ...outcomeOf(plan, effect, answer), durationMilliseconds };
      // Whatever is kept must be JSON.
      state = JSON.parse(JSON.stringify(state)) as RunState;
      const moved = advance(context, state, { effect: name, at: 7, outcome });
      state = moved.state;
      decided.push(...moved.decided);
    },
  };
}

describe('steps that do not depend on one another', () => {
  test('begin at the same time, and the run goes on in the order of the document', () => {
    const run = begin([a, b, c, d]);
    expect(run.waiting()).toEqual(['main/a#1.1']);
    run.answer('main/a#1.1');
    expect(run.waiting()).toEqual(['main/b#1.1', 'main/c#1.1']);
    run.answer('main/c#1.1', { statusCode: 200, body: { v: 1 } });
    expect(run.waiting()).toEqual(['main/b#1.1']);
    expect(run.decided()).toEqual(['main/a#1.1 next']);
    run.answer('main/b#1.1');
    expect(run.decided().slice(1)).toEqual(['main/b#1.1 next', 'main/c#1.1 next']);
    expect(run.waiting()).toEqual(['main/d#1.1']);
    run.answer('main/d#1.1');
    expect(run.state()).toMatchObject({ status: 'completed', outputs: { v: 1 }, stepsTaken: 4 });
  });

  test('do not disturb one another with retries and waits', () => {
    const run = begin([a, b, c, d]);
    run.answer('main/a#1.1');
    run.answer('main/b#1.1', { statusCode: 503 });
    expect(run.waiting()).toEqual(['main/b#1.1:wait', 'main/c#1.1']);
    run.answer('main/c#1.1');
    run.answer('main/b#1.1:wait');
    expect(run.waiting()).toEqual(['main/b#1.2']);
    run.answer('main/b#1.2');
    expect(run.waiting()).toEqual(['main/d#1.1']);
  });

  test('are the current one while they are under way when the run comes to them', () => {
    const run = begin([a, b, { ...c, onFailure: [{ type: 'retry' }] }]);
    run.answer('main/a#1.1');
    run.answer('main/b#1.1');
    expect(run.waiting()).toEqual(['main/c#1.1']);
    run.answer('main/c#1.1', { statusCode: 500 });
    expect(run.waiting()).toEqual(['main/c#1.2']);
    run.answer('main/c#1.2');
    expect(run.state().status).toBe('completed');
  });

  test('wait for those they depend on, by what they name and by what they use', () => {
    const uses = { ...d, dependsOn: ['a'], succeeds: ['$steps.c.outputs.v == 1'] };
    const run = begin([a, b, c, uses]);
    run.answer('main/a#1.1');
    expect(run.waiting()).toEqual(['main/b#1.1', 'main/c#1.1']);
  });

  test('do not begin early when the run might not be allowed to come to them', () => {
    const few = begin([a, b, c], { maxSteps: 2 });
    few.answer('main/a#1.1');
    expect(few.waiting()).toEqual(['main/b#1.1']);
    const unmet = begin([
      { ...a, onFailure: [{ type: 'goto', stepId: 'b' }] },
      { ...b, dependsOn: ['z'] },
      c,
      { id: 'z', onSuccess: [{ type: 'goto', stepId: 'b' }] },
    ]);
    unmet.answer('main/a#1.1', { statusCode: 500 });
    expect(unmet.state().reason?.code).toBe('run/dependency-unmet');
  });
});

describe('a step that fails the workflow', () => {
  test('waits for the calls that have begun with it, which are told', () => {
    const run = begin([a, { ...b, onFailure: [] }, c, { ...c, id: 'e' }]);
    run.answer('main/a#1.1');
    run.answer('main/e#1.1');
    run.answer('main/b#1.1', { statusCode: 500 });
    expect(run.waiting()).toEqual(['main/c#1.1']);
    expect(run.state().status).toBe('running');
    run.answer('main/c#1.1');
    expect(run.state()).toMatchObject({ status: 'failed', reason: { stepId: 'b' }, outputs: { v: null } });
    expect(run.decided().slice(1)).toEqual([
      'main/b#1.1 fail',
      'main/c#1.1 unreached',
      'main/e#1.1 unreached',
    ]);
  });

  test('hides no doubt of those calls', () => {
    const run = begin([a, { ...b, onFailure: [] }, c]);
    run.answer('main/a#1.1');
    run.answer('main/c#1.1', { inDoubt: true });
    expect(run.state().status).toBe('running');
    expect(inDoubt(run.context.program, run.state().frames)).toEqual(['main/c#1.1']);
    run.answer('main/b#1.1', { statusCode: 500 });
    expect(run.state()).toMatchObject({ status: 'needs-attention', reason: { code: 'run/in-doubt' } });
    expect(run.state().reason?.message).toContain('main/c#1.1');
    expect(run.decided().slice(1)).toEqual(['main/b#1.1 fail', 'main/c#1.1 attention']);
  });

  test('of a called workflow hides none either', () => {
    const plan = smallPlan({
      main: [{ id: 'call', calls: 'child', onFailure: [{ type: 'end' }] }],
      child: [a, { ...b, onFailure: [] }, c],
    });
    const context: EngineContext = {
      program: link(plan),
      limits: defaultLimits,
      admit: (_, inputs) => ({ inputs, problems: [] }),
    };
    let state = startRun(context, { runId: 'r', at: 0, workflowId: 'main', inputs: {} });
    for (const answer of [{ statusCode: 200 }, { statusCode: 500 }, { inDoubt: true }]) {
      const [effect] = nextEffects(context, state);
      const outcome = outcomeOf(plan, effect as never, answer);
      state = advance(context, state, { effect: effect!.name, at: 0, outcome }).state;
    }
    expect(state.status).toBe('needs-attention');
  });
});

describe('the time of a called workflow', () => {
  function play(timeout: number, durations: Readonly<Record<string, number>>, order: readonly string[]) {
    const plan = smallPlan({
      main: [{ id: 'call', calls: 'child', timeout, onFailure: [{ type: 'end' }] }],
      child: [a, b, c, d],
    });
    const context: EngineContext = {
      program: link(plan),
      limits: defaultLimits,
      admit: (_, inputs) => ({ inputs, problems: [] }),
    };
    let state = startRun(context, { runId: 'r', at: 0, workflowId: 'main', inputs: {} });
    const made: string[] = [];
    for (const step of order) {
      const effect = nextEffects(context, state).find(({ stepId }) => stepId === step);
      if (effect === undefined) break;
      made.push(step);
      const outcome = {
        ...outcomeOf(plan, effect as never, { statusCode: 200 }),
        durationMilliseconds: durations[step]!,
      };
      state = advance(context, state, { effect: effect.name, at: 0, outcome }).state;
    }
    return { state, made };
  }

  test('counts calls at the same time once, in whichever order they end', () => {
    const durations = { a: 10, b: 50, c: 80, d: 5 };
    for (const order of [
      ['a', 'b', 'c', 'd'],
      ['a', 'c', 'b', 'd'],
    ]) {
      expect(play(100, durations, order).made).toEqual(order);
      const late = play(95, durations, order);
      expect(late.made).toEqual(order);
      expect(play(90, durations, order).made).toEqual(order.slice(0, 3));
    }
  });

  test('ends it once the calls under way have ended', () => {
    const { state, made } = play(40, { a: 10, b: 50, c: 80, d: 5 }, ['a', 'b', 'c', 'd']);
    expect(made).toEqual(['a', 'b', 'c']);
    expect(state.status).toBe('completed');
  });
});
