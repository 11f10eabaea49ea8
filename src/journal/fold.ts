import type { DecidedStep, Decision } from '../engine/decision.ts';
import { advance, type EngineContext, nextEffect, startRun } from '../engine/engine.ts';
import type { CallOutcome } from '../engine/outcome.ts';
import type { RunState } from '../engine/run-state.ts';
import type { Entry } from './entry.ts';

/** A run as its journal tells it: the state, and every visit of every step in the order in which they were first attempted. */
export interface RunRecord {
  readonly state: RunState;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly lastAt: number;
  readonly visits: readonly VisitRecord[];
}

/** One visit of a step. */
export interface VisitRecord {
  readonly workflowId: string;
  readonly stepId: string;
  readonly visit: number;
  readonly attempts: readonly AttemptRecord[];
  /** Of a step that calls a workflow, once that has ended. */
  readonly nested?: { readonly succeeded: boolean; readonly decision: Decision };
}

/** One attempt of an operation step. */
export interface AttemptRecord {
  /** The effect's name. */
  readonly name: string;
  readonly at: number;
  readonly outcome: CallOutcome;
  readonly decision: Decision;
}

/** Replays a journal. The first entry starts the run; entries that do not follow from the ones before are a bug, and throw. */
export function foldRun(context: EngineContext, entries: readonly Entry[]): RunRecord {
  const [first, ...rest] = entries;
  if (first?.kind !== 'started') throw new Error('A journal begins with the start of its run.');
  let state = startRun(context, first);
  let lastAt = first.at;
  const visits = new Map<string, VisitRecord>();
  for (const entry of rest) {
    const effect = nextEffect(context, state);
    if (entry.kind !== 'outcome' || effect?.name !== entry.effect) {
      throw new Error(`The journal of run ${first.runId} does not follow from its plan.`);
    }
    const moved = advance(context, state, entry.outcome);
    for (const decided of moved.decided) record(visits, decided, entry);
    state = moved.state;
    lastAt = entry.at;
  }
  return { state, startedAt: first.at, lastAt, visits: [...visits.values()] };
}

function record(
  visits: Map<string, VisitRecord>,
  decided: DecidedStep,
  entry: Extract<Entry, { kind: 'outcome' }>,
): void {
  const { name, workflowId, stepId, visit, succeeded, decision } = decided;
  const key = name.slice(0, name.lastIndexOf('.'));
  const before = visits.get(key) ?? { workflowId, stepId, visit, attempts: [] };
  visits.set(
    key,
    entry.effect === name && entry.outcome.kind === 'call'
      ? {
          ...before,
          attempts: [...before.attempts, { name, at: entry.at, outcome: entry.outcome, decision }],
        }
      : { ...before, nested: { succeeded, decision } },
  );
}
