import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { hasEnded, type Stand, type StoredRun, type TakenRun } from '../../journal/store.ts';
import { cancelled, endNow, type Hand } from '../hand.ts';
import type { Reply, Runs } from '../runs.ts';
import { neededAnswer } from '../needed-outputs.ts';
import { readRun } from '../read-run.ts';
import { settledEntry } from '../settled-entry.ts';
import { answerNeeded, nothingToCancel, notFound, notInDoubt, waitsForAnother } from './findings.ts';
import type { First } from './hands.ts';
import type { Keeping } from './office.ts';

/** How a run that is not in hand comes into the hands of this process, and goes on. */
export interface Acting {
  /** Takes it; undefined when there is none, when it has ended, and when another has it. */
  take(runId: string): Promise<TakenRun | undefined>;
  /** Goes on with it until it is out of hand again, and gives its slot to others. */
  hold(taken: TakenRun, first: First): Promise<Stand | undefined>;
}

/** What people do to runs, the same wherever these are kept. */
export function actsOf(office: Keeping, acting: Acting): Pick<Runs, 'cancel' | 'settle' | 'resume'> {
  return {
    async cancel(runId) {
      const held = office.held.get(runId);
      if (held !== undefined) {
        held.stop.abort(cancelled);
        const stand = await held.over;
        // It was being put aside already: it is ended from there, unless the runs are being closed.
        const isAside = stand !== undefined && stand.kind !== 'ended' && held.stop.reason === cancelled;
        if (!isAside) return reply(office, runId);
      }
      const run = await office.store.run(runId);
      if (held === undefined && run !== undefined && hasEnded(run.status)) {
        return { run, diagnostics: nothingToCancel(run) };
      }
      return reply(office, runId, await handle(office, acting, runId, (hand) => endNow(hand, office.shop)));
    },
    async settle(runId, verdict) {
      const run = await standing(office, runId);
      if (run === undefined) return { diagnostics: [notFound(runId)] };
      if (run.status !== 'needs-attention') return { run, diagnostics: [notInDoubt(run)] };
      if (verdict.happened && verdict.answer === undefined) {
        const need = await neededAnswer((await readRun(office.store, runId))!);
        if (need !== undefined) return { run, diagnostics: [answerNeeded(run, need)] };
      }
      const settle: First = (hand) => {
        const entry = settledEntry(hand, verdict);
        if (entry !== undefined) enter(hand, entry);
        return undefined;
      };
      return reply(office, runId, await handle(office, acting, runId, settle));
    },
    async resume(runId) {
      const run = await standing(office, runId);
      if (run === undefined) return { diagnostics: [notFound(runId)] };
      if (hasEnded(run.status) || office.held.has(runId)) return { run, diagnostics: [] };
      if (run.isBlocked) return { run, diagnostics: [await waitsForAnother(office.store, run)] };
      const again: First = (hand) => {
        enter(hand, { kind: 'repeated', at: hand.journal.now() });
        return undefined;
      };
      const first = run.status === 'needs-attention' ? again : () => undefined;
      return reply(office, runId, await handle(office, acting, runId, first));
    },
  };
}

/** How a run stands. What its store has written of its end or its being put aside, this process may not have heard yet: it does before anything is done to it. */
async function standing({ store, held }: Keeping, runId: string): Promise<StoredRun | undefined> {
  const run = await store.run(runId);
  const mine = held.get(runId);
  if (run === undefined || run.status === 'running' || mine === undefined) return run;
  await mine.over;
  return store.run(runId);
}

/** How a run stands now. */
export async function reply(
  { store }: Pick<Keeping, 'store'>,
  runId: string,
  diagnostics: readonly Diagnostic[] = [],
): Promise<Reply> {
  const run = await store.run(runId);
  return run === undefined ? { diagnostics: [notFound(runId)] } : { run, diagnostics };
}

function enter({ journal, fold }: Hand, entry: Parameters<Hand['fold']['take']>[0]): void {
  journal.write(entry);
  fold.take(entry);
}

/** Takes a run that is not in hand, does something to it, and goes on with it; the findings tell why it could not. */
async function handle(
  office: Keeping,
  acting: Acting,
  runId: string,
  first: First,
): Promise<readonly Diagnostic[]> {
  const taken = await acting.take(runId);
  if (taken === undefined) return [];
  if (office.onlyAsked) office.asked.add(runId);
  const isBegun = await new Promise<boolean>((resolve) => {
    const over = acting.hold(taken, (hand) => {
      const stand = first(hand);
      // Whoever asked for it is answered once it is safe.
      void hand.journal.kept().then(
        () => resolve(true),
        () => resolve(false),
      );
      return stand;
    });
    void over.then((stand) => resolve(stand?.kind === 'ended'));
  });
  if (isBegun) return [];
  return [taken.started.planHash, runId].flatMap((about) => office.troubles.get(about) ?? []);
}
