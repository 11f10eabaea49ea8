import type { DecidedStep } from '../engine/decision.ts';
import type { Effect } from '../engine/effect.ts';
import { advance, type EngineContext, nextEffects, startRun } from '../engine/engine.ts';
import type { CallOutcome } from '../engine/outcome.ts';
import { cancel, type Moved, repeat, settle } from '../engine/reopen.ts';
import type { RunState } from '../engine/run-state.ts';
import type { RecordedExchange } from '../http/recorded-exchange.ts';
import type { Entry, StartedEntry } from './entry.ts';

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
  /** Where it was recorded. */
  readonly exchange?: RecordedExchange;
  readonly decision: DecidedStep['decision'];
}

/** Where a run stood at a moment, from which a fold goes on without the entries before. */
export interface Snapshot {
  readonly state: RunState;
  readonly lastAt: number;
}

/** A run that is folded entry by entry: while it happens, or from its journal. */
export interface Fold {
  readonly started: StartedEntry;
  /** The effects that the run waits for, that of its current step first; none once it has ended. */
  next(): readonly Effect[];
  /** Takes an entry that follows, and returns the steps decided by it, innermost first. */
  take(entry: Entry): readonly DecidedStep[];
  /** What has come of the run so far; with a snapshot, its visits since then. */
  record(): RunRecord;
}

/**
 * Begins a run with the first entry of its journal, or goes on where a snapshot left it.
 * @throws Error (from `take`) for an entry that does not follow from the ones before: a bug.
 */
export function beginFold(around: EngineContext, started: StartedEntry, snapshot?: Snapshot): Fold {
  const { limits = around.limits } = started;
  const context = limits === around.limits ? around : { ...around, limits };
  let state = snapshot?.state ?? startRun(context, started);
  let lastAt = snapshot?.lastAt ?? started.at;
  // Asked for twice a state: by who performs them, and when the outcome of one is taken.
  let effects: readonly Effect[] | undefined;
  const next = (): readonly Effect[] => (effects ??= nextEffects(context, state));
  const story: Story = { visits: new Map(), exchanges: new Map() };
  return {
    started,
    next,
    take(entry) {
      const moved = move(context, state, entry, next);
      effects = undefined;
      if (entry.kind === 'exchange') story.exchanges.set(entry.effect, entry.exchange);
      for (const decided of moved.decided) record(story, decided);
      state = moved.state;
      lastAt = entry.at;
      return moved.decided;
    },
    record: () => ({ state, startedAt: started.at, lastAt, visits: [...story.visits.values()] }),
  };
}

/** Replays a journal. The first entry starts the run; entries that do not follow from the ones before are a bug, and throw. */
export function foldRun(context: EngineContext, entries: readonly Entry[]): RunRecord {
  const [first, ...rest] = entries;
  if (first?.kind !== 'started') throw new Error('A journal begins with the start of its run.');
  const fold = beginFold(context, first);
  for (const entry of rest) fold.take(entry);
  return fold.record();
}

function move(context: EngineContext, state: RunState, entry: Entry, next: Fold['next']): Moved {
  switch (entry.kind) {
    case 'outcome':
      if (next().some(({ name }) => name === entry.effect)) return advance(context, state, entry);
      break;
    case 'settled':
      return settle(context, state, entry);
    case 'repeated':
      return repeat(context, state, entry.at);
    case 'cancelled':
      return cancel(context, state, entry.at);
    case 'started':
      break;
    case 'taken':
    case 'waiting':
    case 'intent':
    case 'doubt':
    case 'lookup':
    case 'exchange':
      return { state, decided: [] };
  }
  throw new Error(`The journal of run ${state.runId} does not follow from its plan.`);
}

/** What is told of a run beside its state. */
interface Story {
  readonly visits: Map<string, VisitRecord>;
  /** By effect name. */
  readonly exchanges: Map<string, RecordedExchange>;
}

function record({ visits, exchanges }: Story, decided: DecidedStep): void {
  const { name, workflowId, stepId, visit, succeeded, call, decision } = decided;
  const key = name.slice(0, name.lastIndexOf('.'));
  const exchange = exchanges.get(name);
  const before = visits.get(key) ?? { workflowId, stepId, visit, attempts: [] };
  if (call === undefined) {
    visits.set(key, { ...before, nested: { succeeded, decision } });
    return;
  }
  // What is said of an attempt later takes the place of what was said of it before: it was in doubt, or not reached. It was sent as often as before.
  const earlier = before.attempts.find((attempt) => attempt.name === name);
  const outcome =
    earlier === undefined ? call.outcome : { ...call.outcome, requests: earlier.outcome.requests };
  const told = { name, at: call.at, outcome, ...(exchange === undefined ? {} : { exchange }), decision };
  visits.set(key, { ...before, attempts: [...before.attempts.filter((each) => each !== earlier), told] });
}
