import { describe, expect, test } from 'vitest';
import { outcomeOf, smallPlan } from '../../test/support/small-plan.ts';
import { advance, type EngineContext, nextEffects, startRun } from '../engine/engine.ts';
import { defaultLimits } from '../engine/limits.ts';
import { link } from '../engine/program.ts';
import type { Plan } from '../plan/plan.ts';
import type { Entry } from './entry.ts';
import { foldRun } from './fold.ts';

const contextOf = (plan: Plan): EngineContext => ({
  program: link(plan),
  limits: defaultLimits,
  admit: (_, inputs) => ({ inputs, problems: [] }),
});

/** The journal of a run whose calls get these statuses in turn, one entry a second. */
function journalOf(plan: Plan, statuses: readonly number[]): Entry[] {
  const context = contextOf(plan);
  let state = startRun(context, { runId: 'r', at: 0, workflowId: 'main', inputs: {} });
  let at = 1000;
  const entries: Entry[] = [
    { kind: 'started', at, runId: 'r', planHash: plan.hash, workflowId: 'main', inputs: {} },
  ];
  const left = [...statuses];
  for (
    let [effect] = nextEffects(context, state);
    effect !== undefined;
    [effect] = nextEffects(context, state)
  ) {
    if (effect.kind === 'call' && left.length === 0) break;
    const outcome =
      effect.kind === 'wait'
        ? { kind: 'waited' as const }
        : outcomeOf(plan, effect, { statusCode: left.shift()! });
    at += 1000;
    entries.push({ kind: 'outcome', at, effect: effect.name, outcome });
    ({ state } = advance(context, state, { effect: effect.name, at, outcome }));
  }
  return entries;
}

const plan = smallPlan({
  main: [
    { id: 'call', calls: 'child' },
    { id: 'b', onFailure: [{ type: 'retry', after: 1 }] },
  ],
  child: [{ id: 'x' }],
});

describe('a journal', () => {
  test('tells every visit in the order of first attempts, nested results with their calling step', () => {
    const record = foldRun(contextOf(plan), journalOf(plan, [200, 503, 200]));
    expect(record).toMatchObject({ startedAt: 1000, lastAt: 5000, state: { status: 'completed' } });
    expect(
      record.visits.map(({ stepId, attempts, nested }) => [
        stepId,
        attempts.map(({ name, decision }) => `${name} ${decision.kind}`),
        nested?.succeeded,
      ]),
    ).toEqual([
      ['x', ['main/call#1.1>child/x#1.1 next'], undefined],
      ['call', [], true],
      ['b', ['main/b#1.1 retry', 'main/b#1.2 next'], undefined],
    ]);
  });

  test('that breaks off gives the state in which the run stood', () => {
    const { state, lastAt } = foldRun(contextOf(plan), journalOf(plan, [200, 503]));
    expect(state).toMatchObject({ status: 'running', frames: [{ workflowId: 'main', step: 1 }] });
    expect(lastAt).toBe(4000);
  });

  test('that does not begin with a start is a bug', () => {
    expect(() => foldRun(contextOf(plan), [])).toThrow('begins with the start');
    expect(() => foldRun(contextOf(plan), journalOf(plan, [200]).slice(1))).toThrow('begins with the start');
  });

  test('whose entries do not follow from one another is a bug', () => {
    const [started, first, second] = journalOf(plan, [200, 200]);
    const strange = [
      [started!, second!],
      [started!, first!, first!],
      [started!, started!],
      [...journalOf(plan, [200, 200]), second!],
    ];
    for (const entries of strange) expect(() => foldRun(contextOf(plan), entries)).toThrow('does not follow');
  });
});
