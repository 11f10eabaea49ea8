import type { DecidedStep } from '../engine/decision.ts';
import type { Effect } from '../engine/effect.ts';
import { advance, type EngineContext, nextEffects, startRun } from '../engine/engine.ts';
import type { CallOutcome } from '../engine/outcome.ts';
import type { RunState } from '../engine/run-state.ts';
import type { Entry, OutcomeEntry, StartedEntry } from './entry.ts';

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
  readonly nested?: Pick<DecidedStep, 'succeeded' | 'decision'>;
}

/** One attempt of an operation step. */
export interface AttemptRecord {
  /** The effect's name. */
  readonly name: string;
  readonly at: number;
  readonly outcome: CallOutcome;
  readonly decision: DecidedStep['decision'];
}

/** A run that is folded entry by entry: while it happens, or from its journal. */
export interface Fold {
  readonly started: StartedEntry;
  /** The effects that the run waits for, that of its current step first; none once it has ended. */
  next(): readonly Effect[];
  /** Takes the outcome of one of them, and returns the steps decided by it, innermost first. */
  take(entry: OutcomeEntry): readonly DecidedStep[];
  /** What has come of the run so far. */
  record(): RunRecord;
}

/** Begins a run with the first entry of its journal. */
export function beginFold(context: EngineContext, started: StartedEntry): Fold {
  let state = startRun(context, started);
  let lastAt = started.at;
  const visits = new Map<string, VisitRecord>();
  return {
    started,
    next: () => nextEffects(context, state),
    take(entry) {
      const moved = advance(context, state, entry);
      for (const decided of moved.decided) record(visits, decided);
      state = moved.state;
      lastAt = entry.at;
      return moved.decided;
    },
    record: () => ({ state, startedAt: started.at, lastAt, visits: [...visits.values()] }),
  };
}

/** Replays a journal. The first entry starts the run; entries that do not follow from the ones before are a bug, and throw. */
export function foldRun(context: EngineContext, entries: readonly Entry[]): RunRecord {
  const [first, ...rest] = entries;
  if (first?.kind !== 'started') throw new Error('A journal begins with the start of its run.');
  const fold = beginFold(context, first);
  for (const entry of rest) {
    if (entry.kind !== 'outcome' || !fold.next().some(({ name }) => name === entry.effect)) {
      throw new Error(`The journal of run ${first.runId} does not follow from its plan.`);
    }
    fold.take(entry);
  }
  return fold.record();
}

function record(visits: Map<string, VisitRecord>, decided: DecidedStep): void {
  const { name, workflowId, stepId, visit, succeeded, call, decision } = decided;
  const key = name.slice(0, name.lastIndexOf('.'));
  const before = visits.get(key) ?? { workflowId, stepId, visit, attempts: [] };
  visits.set(
    key,
    call === undefined
      ? { ...before, nested: { succeeded, decision } }
      : { ...before, attempts: [...before.attempts, { name, ...call, decision }] },
  );
}
