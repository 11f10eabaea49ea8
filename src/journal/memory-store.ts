import type { Plan } from '../plan/plan.ts';
import type { Entry, StartedEntry } from './entry.ts';
import { newRun } from './new-run.ts';
import {
  type EndedRuns,
  hasEnded,
  type NewRun,
  type Parked,
  type RunFilter,
  type RunPage,
  type Stand,
  type Started,
  type Store,
  type StoredRun,
  type TakenRun,
} from './store.ts';

/** A run that is kept. */
interface Kept {
  readonly seq: number;
  readonly started: StartedEntry;
  readonly entries: Entry[];
  run: Omit<StoredRun, 'length'>;
  holder?: string | undefined;
  since?: number | undefined;
  parked?: { readonly parked: Parked; readonly length: number } | undefined;
}

interface Shelf {
  readonly plans: Map<string, Plan>;
  readonly kept: Map<string, Kept>;
  /** The id of the run that each thing at a provider belongs to. */
  readonly claims: Map<string, string>;
  last: number;
}

/** A store that lasts as long as the process: for tests, and for a server that keeps nothing. */
export function memoryStore(): Store {
  const shelf: Shelf = { plans: new Map(), kept: new Map(), claims: new Map(), last: 0 };
  const { plans, kept, claims } = shelf;
  return {
    plan: async (hash) => plans.get(hash),
    start: async (run, holder) => insert(shelf, run, holder),
    async write(runId, { entries, stand, claims: more = [] }) {
      const one = kept.get(runId);
      if (one === undefined) throw new Error(`There is no run ${runId}.`);
      one.entries.push(...entries);
      for (const claim of more) if (!claims.has(claim)) claims.set(claim, runId);
      if (stand !== undefined) place(shelf, one, stand);
    },
    take: async (holder, now, limit) =>
      due(shelf)
        .filter(({ run }) => run.dueAt! <= now)
        .toSorted((a, b) => a.run.dueAt! - b.run.dueAt! || a.seq - b.seq)
        .slice(0, limit)
        .map((one) => take(one, holder, now)),
    async takeOne(runId, holder, now) {
      const one = kept.get(runId);
      const isFree = one !== undefined && one.holder !== holder && !hasEnded(one.run.status);
      return isFree ? take(one, holder, now) : undefined;
    },
    recover: async (holder, now) => recover(shelf, holder, now),
    async nextDue() {
      const times = due(shelf).map(({ run }) => run.dueAt!);
      return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
    },
    async run(runId) {
      const one = kept.get(runId);
      return one === undefined ? undefined : rowOf(one);
    },
    entries: async (runId, after = 0) => kept.get(runId)?.entries.slice(after) ?? [],
    list: async (filter) => list(shelf, filter),
    async firstWithKey(key) {
      const [first] = unended(shelf, key);
      return first && rowOf(first);
    },
    async claim(runId, asked) {
      const free = asked.find((claim) => (claims.get(claim) ?? runId) === runId);
      if (free !== undefined) claims.set(free, runId);
      return free;
    },
    countEnded: async (ended) => endedOf(shelf, ended).length,
    async prune(ended, limit) {
      const old = endedOf(shelf, ended).slice(0, limit);
      for (const { run } of old) kept.delete(run.runId);
      for (const [claim, runId] of claims) if (!kept.has(runId)) claims.delete(claim);
      const followed = new Set([...kept.values()].map(({ run }) => run.planHash));
      for (const hash of plans.keys()) if (!followed.has(hash)) plans.delete(hash);
      return old.length;
    },
    trouble: () => undefined,
    close: async () => undefined,
  };
}

function rowOf({ run, entries }: Kept): StoredRun {
  return { ...run, length: entries.length };
}

function due({ kept }: Shelf): Kept[] {
  return [...kept.values()].filter(({ run }) => run.dueAt !== undefined && !run.isBlocked);
}

function endedOf({ kept }: Shelf, { statuses, before }: EndedRuns): Kept[] {
  return [...kept.values()].filter(
    ({ run: { status, changedAt } }) => hasEnded(status) && statuses.includes(status) && changedAt < before,
  );
}

/** Runs with a key that have not ended, the earliest first. */
function unended({ kept }: Shelf, key: string): Kept[] {
  return [...kept.values()].filter(({ run }) => run.key === key && !hasEnded(run.status));
}

function insert(shelf: Shelf, { started, plan }: NewRun, holder: string | undefined): Started {
  const { runId, at, key } = started;
  const before = shelf.kept.get(runId);
  if (before !== undefined) return { created: false, run: rowOf(before) };
  shelf.plans.set(plan.hash, plan);
  const isBlocked = key !== undefined && unended(shelf, key).length > 0;
  const run = newRun(started, holder, isBlocked);
  const held = run.status === 'running' ? { holder } : {};
  shelf.kept.set(runId, { seq: ++shelf.last, started, entries: [started], ...held, since: at, run });
  return { created: true, run };
}

function take(one: Kept, holder: string, at: number): TakenRun {
  const { dueAt, reason: _, ...run } = one.run;
  const orphaned = one.holder !== undefined;
  const was = orphaned ? 'running' : run.status;
  const after = one.parked?.length ?? 1;
  one.run = { ...run, status: 'running' };
  one.entries.push({ kind: 'taken', at, nonce: holder, orphaned });
  one.holder = holder;
  one.since = undefined;
  return {
    run: rowOf(one),
    was,
    wasDue: dueAt !== undefined && dueAt <= at,
    started: one.started,
    ...(one.parked === undefined ? {} : { parked: one.parked.parked }),
    entries: one.entries.slice(after),
  };
}

function place(shelf: Shelf, one: Kept, stand: Stand): void {
  const { dueAt: _, ...run } = one.run;
  one.holder = undefined;
  if (stand.kind !== 'ended') {
    const { kind, at, dueAt, parked } = stand;
    one.run = { ...run, status: kind, changedAt: at, dueAt };
    one.since = at;
    one.parked = parked === undefined ? undefined : { parked, length: one.entries.length };
    return;
  }
  const { status, at, reason } = stand;
  one.run = { ...run, status, changedAt: at, isBlocked: false, ...(reason === undefined ? {} : { reason }) };
  one.parked = undefined;
  one.since = undefined;
  if (!hasEnded(status) || run.key === undefined) return;
  const [next] = unended(shelf, run.key);
  if (next !== undefined) next.run = { ...next.run, isBlocked: false };
}

function recover({ kept }: Shelf, holder: string, now: number): void {
  for (const one of kept.values()) {
    if (one.holder !== undefined && one.holder !== holder) {
      one.run = { ...one.run, dueAt: now };
      one.since = now;
    } else if (one.since !== undefined && one.since > now && one.run.dueAt !== undefined) {
      one.run = { ...one.run, dueAt: one.run.dueAt - one.since + now };
      one.since = now;
    }
  }
}

function list({ kept }: Shelf, filter: RunFilter): RunPage {
  const { statuses = [], workflowId, key, limit = 50, cursor } = filter;
  const size = Math.min(Math.max(limit, 1), 1000);
  const before = cursor === undefined ? Infinity : Number(cursor);
  const found = [...kept.values()].filter(
    ({ seq, run }) =>
      seq < before &&
      (statuses.length === 0 || statuses.includes(run.status)) &&
      (workflowId === undefined || run.workflowId === workflowId) &&
      (key === undefined || run.key === key),
  );
  const shown = found.toReversed().slice(0, size);
  return {
    runs: shown.map(rowOf),
    ...(found.length > size ? { cursor: String(shown.at(-1)!.seq) } : {}),
  };
}
