import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  outcomeOf,
  type SmallAction,
  type SmallAnswer,
  smallPlan,
  type SmallStep,
} from '../../test/support/small-plan.ts';
import { manualClock } from '../emulator/manual-clock.ts';
import type { EngineContext } from '../engine/engine.ts';
import type { Limits } from '../engine/limits.ts';
import type { Runtime } from '../engine/ports.ts';
import { link } from '../engine/program.ts';
import type { Entry, OutcomeEntry, StartedEntry } from '../journal/entry.ts';
import { beginFold, foldRun } from '../journal/fold.ts';
import type { Plan } from '../plan/plan.ts';
import { interpret, type RunEvent } from './interpret.ts';

const limits: Limits = {
  maxSteps: 25,
  maxVisits: 8,
  maxDepth: 4,
  maxReceiveMilliseconds: 1000,
  maxRetryAfterMilliseconds: 60_000,
  pollMilliseconds: 5000,
  maxPolls: 6,
};

function started(plan: Plan, at: number): StartedEntry {
  return { kind: 'started', at, runId: 'r', planHash: plan.hash, workflowId: 'main', inputs: {} };
}

/** Interprets `main` with answers in turn, from the first again once they are used up. */
async function play(plan: Plan, answers: readonly SmallAnswer[]) {
  const context: EngineContext = {
    program: link(plan),
    limits,
    admit: (workflowId, inputs) => ({ inputs, problems: workflowId === 'closed' ? ['It is closed.'] : [] }),
  };
  const entries: Entry[] = [started(plan, manualClock().now())];
  const events: RunEvent[] = [];
  const clock = manualClock();
  let calls = 0;
  const runtime: Runtime = {
    async perform(effect) {
      if (effect.kind === 'call') return outcomeOf(plan, effect, answers[calls++ % answers.length]!);
      await clock.sleep(effect.milliseconds);
      return { kind: 'waited' };
    },
  };
  const record = await interpret(beginFold(context, started(plan, clock.now())), runtime, clock, {
    journal: (entry) => void entries.push(entry),
    watch: (event) => void events.push(event),
  });
  return { context, record, state: record.state, entries, events, calls, sleeps: clock.sleeps };
}

describe('interpreting', () => {
  test('journals every outcome, and tells of effects before and after them', async () => {
    const plan = smallPlan({ main: [{ id: 'a', onFailure: [{ type: 'retry', after: 2 }] }] });
    const { entries, events, state, sleeps } = await play(plan, [{ statusCode: 503 }, { statusCode: 200 }]);
    expect(entries.map((entry) => (entry.kind === 'outcome' ? entry.effect : entry.kind))).toEqual([
      'started',
      'main/a#1.1',
      'main/a#1.1:wait',
      'main/a#1.2',
    ]);
    expect(entries.at(-1)!.at - entries[0]!.at).toBe(2000);
    expect(sleeps).toEqual([2000]);
    expect(events.map(({ kind }) => kind)).toEqual([
      'begins',
      'done',
      'begins',
      'done',
      'begins',
      'done',
      'ended',
    ]);
    expect(state.status).toBe('completed');
  });

  test('takes an outcome into the journal before it goes on', async () => {
    const plan = smallPlan({ main: [{ id: 'a' }, { id: 'b' }] });
    const order: string[] = [];
    const context: EngineContext = {
      program: link(plan),
      limits,
      admit: (_, inputs) => ({ inputs, problems: [] }),
    };
    await interpret(
      beginFold(context, started(plan, 0)),
      {
        perform: async (effect) => {
          order.push(`perform ${effect.name}`);
          return outcomeOf(plan, effect as never, { statusCode: 200 });
        },
      },
      manualClock(),
      {
        journal: async (entry) => {
          await Promise.resolve();
          order.push(`journal ${(entry as OutcomeEntry).effect}`);
        },
      },
    );
    expect(order).toEqual([
      'perform main/a#1.1',
      'journal main/a#1.1',
      'perform main/b#1.1',
      'journal main/b#1.1',
    ]);
  });
});

describe('effects at the same time', () => {
  const plan = smallPlan({
    main: [{ id: 'a' }, { id: 'b', dependsOn: ['a'] }, { id: 'c', dependsOn: ['a'] }],
  });
  const context: EngineContext = {
    program: link(plan),
    limits,
    admit: (_, inputs) => ({ inputs, problems: [] }),
  };

  /** Calls `b` and `c` come to an end when told; their names in the order in which they begin and are journaled. */
  function playSlowly(signal?: AbortSignal) {
    const order: string[] = [];
    const ends = new Map<string, (error?: Error) => void>();
    const runtime: Runtime = {
      async perform(effect) {
        order.push(`begins ${effect.stepId}`);
        if (effect.stepId !== 'a') {
          await new Promise<void>((resolve, reject) => {
            ends.set(effect.stepId, (error) => (error === undefined ? resolve() : reject(error)));
          });
        }
        return outcomeOf(plan, effect as never, { statusCode: 200 });
      },
    };
    const journal = (entry: Entry): void => {
      if (entry.kind === 'outcome') order.push(`journals ${entry.effect}`);
    };
    const record = interpret(
      beginFold(context, started(plan, 0)),
      runtime,
      manualClock(),
      { journal },
      signal,
    );
    const end = async (stepId: string, error?: Error): Promise<void> => {
      while (!ends.has(stepId)) await new Promise(setImmediate);
      ends.get(stepId)!(error);
      await new Promise(setImmediate);
    };
    return { order, end, record };
  }

  test('are performed at the same time, and journaled as they come', async () => {
    const { order, end, record } = playSlowly();
    await end('c');
    await end('b');
    expect((await record).state.status).toBe('completed');
    expect(order).toEqual([
      'begins a',
      'journals main/a#1.1',
      'begins b',
      'begins c',
      'journals main/c#1.1',
      'journals main/b#1.1',
    ]);
  });

  test('come to their ends, all of them, when the run is interrupted', async () => {
    const controller = new AbortController();
    const { order, end, record } = playSlowly(controller.signal);
    await end('c');
    controller.abort();
    await end('b');
    const { state, visits } = await record;
    expect(order.slice(-2)).toEqual(['journals main/c#1.1', 'journals main/b#1.1']);
    expect(visits.map(({ stepId }) => stepId)).toEqual(['a', 'b', 'c']);
    expect(state.status).toBe('completed');
  });

  test('are not left to themselves when one of them throws, which is a bug', async () => {
    const { order, end, record } = playSlowly();
    const settled = record.then(
      () => 'ended',
      () => order.push('rejects'),
    );
    await end('b', new Error('a bug'));
    expect(order).not.toContain('rejects');
    await end('c');
    await settled;
    expect(order.at(-1)).toBe('rejects');
  });
});

const condition = fc.constantFrom(
  '$statusCode == 200',
  '$statusCode != 402',
  '$response.body#/a == 1',
  '$steps.s0.outputs.v == 1',
);
const when = fc.array(condition, { maxLength: 2 });
const stepId = fc.constantFrom('s0', 's1', 's2', 's3');
const workflowId = fc.constantFrom('main', 'w1', 'w2', 'closed');

const action = (failure: boolean): fc.Arbitrary<SmallAction> =>
  fc.oneof(
    fc.record({ type: fc.constant('end' as const), when }),
    fc.record({ type: fc.constant('goto' as const), stepId, when }),
    fc.record({ type: fc.constant('goto' as const), workflowId, when }),
    ...(failure
      ? [
          fc.record({
            type: fc.constant('retry' as const),
            after: fc.constantFrom(0, 0.5, 3),
            limit: fc.nat(3),
            when,
          }),
          fc.record({
            type: fc.constant('retry' as const),
            after: fc.constantFrom(0, 0.002, 3),
            limit: fc.nat(3),
            stepId,
            when,
          }),
          fc.record({
            type: fc.constant('retry' as const),
            after: fc.constantFrom(0, 0.002, 3),
            limit: fc.nat(3),
            workflowId,
            when,
          }),
        ]
      : []),
  );

const body = fc.record(
  {
    calls: workflowId,
    dependsOn: fc.array(stepId, { minLength: 1, maxLength: 1 }),
    timeout: fc.constantFrom(1, 3, 2000),
    succeeds: fc.array(condition, { maxLength: 1 }),
    onSuccess: fc.array(action(false), { maxLength: 2 }),
    onFailure: fc.array(action(true), { maxLength: 3 }),
  },
  { requiredKeys: ['succeeds', 'onSuccess', 'onFailure'] },
);

/** Four steps each, so that every goto finds its step. */
const workflow = fc.tuple(body, body, body, body).map((bodies) =>
  bodies.map((each, index): SmallStep => ({
    id: `s${index}`,
    outputs: { v: '$response.body#/a' },
    ...each,
  })),
);

const plans = fc
  .tuple(
    workflow,
    workflow,
    workflow,
    fc.subarray([
      { workflowId: 'w1', inputs: [] },
      { workflowId: 'w2' },
      { workflowId: 'closed', inputs: [] },
    ]),
  )
  .map(([main, w1, w2, needs]) =>
    smallPlan(
      { main, w1, w2, closed: [{ id: 's0' }] },
      { main: { v: '$steps.s0.outputs.v' } },
      { main: needs, w2: needs },
    ),
  );

/** Steps of which many begin at the same time, in `main` and in a workflow that it calls. */
const independent = fc
  .array(
    fc.record(
      {
        dependsOn: fc.constantFrom(['s0'], ['s0'], ['s0'], ['s1']),
        calls: fc.constantFrom('w1', undefined, undefined, undefined),
        succeeds: fc.array(condition, { maxLength: 1 }),
        timeout: fc.constantFrom(1, 3, 5, 2000),
        onFailure: fc.array(action(true), { maxLength: 2 }),
      },
      { requiredKeys: ['dependsOn', 'calls', 'succeeds'] },
    ),
    { minLength: 3, maxLength: 5 },
  )
  .map((bodies) => {
    const first: SmallStep = { id: 's0', outputs: { v: '$response.body#/a' } };
    const inner = bodies.map(({ calls: _calls, ...each }, index): SmallStep => ({
      id: `s${index + 1}`,
      outputs: { v: '$response.body#/a' },
      ...each,
    }));
    const steps = inner.map((step, index): SmallStep => {
      const { calls } = bodies[index]!;
      return calls === undefined ? step : { ...step, calls };
    });
    const outputs = { a: '$steps.s1.outputs.v', b: '$steps.s2.outputs.v' };
    const closed = [{ id: 's0' }];
    return smallPlan(
      { main: [first, ...steps], w1: [first, ...inner], w2: closed, closed },
      { main: outputs },
    );
  });

const answer = fc
  .record(
    {
      statusCode: fc.constantFrom(200, 402, 429, 500),
      body: fc.constantFrom({ a: 1 }, { a: null }, [], 'text'),
      retryAfterMilliseconds: fc.constantFrom(0, 1000, 999_999),
      decided: fc.boolean(),
      inDoubt: fc.boolean(),
      mayRetry: fc.boolean(),
      repeatable: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  // What a provider has decided is not in doubt.
  .map((each) => (each.inDoubt === true ? { ...each, decided: false } : each));

const answers = fc.array(answer, { minLength: 1, maxLength: 6 });

describe('any plan with any answers', () => {
  test('ends within its limits, names no effect twice, and is told the same by its journal', async () => {
    await fc.assert(
      fc.asyncProperty(plans, answers, async (plan, given) => {
        const { context, record, state, entries, calls } = await play(plan, given);
        expect(state.status).not.toBe('running');
        expect(state.stepsTaken).toBeLessThanOrEqual(limits.maxSteps);
        // A visit has its first attempt, and three retries for each of three actions.
        expect(calls).toBeLessThanOrEqual(limits.maxSteps * 10);
        const names = entries.flatMap((entry) => (entry.kind === 'outcome' ? [entry.effect] : []));
        expect(new Set(names).size).toBe(names.length);
        const stored = JSON.parse(JSON.stringify(entries)) as Entry[];
        expect(foldRun(context, stored)).toEqual(record);
        const attempts = record.visits.flatMap((visit) => visit.attempts.map(({ name }) => name));
        expect(attempts.toSorted()).toEqual(names.filter((name) => !name.endsWith(':wait')).toSorted());
      }),
      { numRuns: 400 },
    );
  });

  test('leaves no call in doubt without attention', async () => {
    await fc.assert(
      fc.asyncProperty(plans, answers, async (plan, given) => {
        const { state, entries } = await play(plan, given);
        const last = entries.at(-1)!;
        const isLost =
          last.kind === 'outcome' && last.outcome.kind === 'call' && last.outcome.provider.inDoubt;
        expect(!isLost || state.status === 'needs-attention').toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('comes to the same end in whichever order its effects end, and by its journal', async () => {
    await fc.assert(
      fc.asyncProperty(independent, answers, fc.scheduler(), async (plan, given, scheduler) => {
        const context: EngineContext = {
          program: link(plan),
          limits,
          admit: (_, inputs) => ({ inputs, problems: [] }),
        };
        /** The answer to a call is the same whenever it ends. */
        const answerTo = (name: string): SmallAnswer =>
          given[Buffer.from(name).reduce((sum, byte) => sum + byte, 0) % given.length]!;
        const played = async (order: <T>(promise: Promise<T>) => Promise<T>) => {
          const entries: Entry[] = [started(plan, 0)];
          const runtime: Runtime = {
            perform: async (effect) =>
              effect.kind === 'wait'
                ? { kind: 'waited' }
                : order(Promise.resolve(outcomeOf(plan, effect, answerTo(effect.name)))),
          };
          const fold = beginFold(context, started(plan, 0));
          const clock = manualClock(0);
          const running = interpret(fold, runtime, clock, { journal: (entry) => void entries.push(entry) });
          return { running, entries };
        };
        const inOrder = await (await played((promise) => promise)).running;
        const { running, entries } = await played((promise) => scheduler.schedule(promise));
        const record = await scheduler.waitFor(running);
        expect(record).toEqual(inOrder);
        expect(foldRun(context, JSON.parse(JSON.stringify(entries)) as Entry[])).toEqual(record);
        const names = entries.flatMap((entry) => (entry.kind === 'outcome' ? [entry.effect] : []));
        expect(new Set(names).size).toBe(names.length);
        const isLost = entries.some(
          (entry) =>
            entry.kind === 'outcome' &&
            entry.outcome.kind === 'call' &&
            entry.outcome.provider.inDoubt &&
            !entry.outcome.repeatable,
        );
        expect(!isLost || record.state.status === 'needs-attention').toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
