import { attach } from '../attach.ts';
import { freshHand } from '../hand.ts';
import type { RunRequest, StartReply } from '../runs.ts';
import { startedEntry } from '../started-entry.ts';
import { waitsForAnother } from './findings.ts';
import { begin } from './hands.ts';
import type { Office } from './office.ts';
import { dueBy, freed, released } from './schedule.ts';

/** Starts a run, at once where there is a slot for it, or attaches to the one that has its id. */
export async function startRun(office: Office, request: RunRequest): Promise<StartReply> {
  const { store, shop, clock } = office;
  const { prepared } = request;
  const { started, diagnostics } = await startedEntry(request, clock);
  if (started === undefined) return { created: false, diagnostics };
  // Runs that wait for a slot are older, and go first.
  const isFree =
    !office.isClosed && office.held.size + office.starting < office.slots && office.nextDue > started.at;
  if (isFree) office.starting++;
  try {
    const run = { started, plan: prepared.plan };
    const reply = await store.start(run, isFree ? shop.nonce : undefined);
    if (!reply.created) return await attach(store, reply.run, started);
    office.workflows.add(prepared);
    if (office.onlyAsked) office.asked.add(started.runId);
    if (reply.run.status === 'running') {
      const over = begin(office, freshHand(store, prepared, started), reply.run);
      void over.then((stand) => released(office, started, stand));
    } else if (!reply.run.isBlocked) dueBy(office, started.at);
    const waits = reply.run.isBlocked ? [await waitsForAnother(store, reply.run)] : [];
    return { created: true, run: reply.run, diagnostics: [...diagnostics, ...waits] };
  } finally {
    if (isFree) {
      office.starting--;
      freed(office);
    }
  }
}
