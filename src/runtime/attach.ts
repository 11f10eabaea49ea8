import { diagnose } from '../diagnostics/diagnose.ts';
import type { StartedEntry } from '../journal/entry.ts';
import type { Store, StoredRun } from '../journal/store.ts';
import { hashOf } from '../text/hash.ts';
import type { StartReply } from './runs.ts';

/** Attaches a request to the run that has its id, when it asks for the same; a conflict otherwise, which names what differs. */
export async function attach(
  store: Pick<Store, 'entries'>,
  run: StoredRun,
  wanted: StartedEntry,
): Promise<StartReply> {
  const [started] = (await store.entries(run.runId)) as [StartedEntry];
  const differing = [
    ...(started.workflowId === wanted.workflowId ? [] : ['another workflow']),
    ...(started.planHash === wanted.planHash ? [] : ['another version of the document or of its sources']),
    ...(hashOf(started.inputs) === hashOf(wanted.inputs) ? [] : ['other inputs']),
    ...(hashOf(started.servers ?? {}) === hashOf(wanted.servers ?? {}) ? [] : ['other servers']),
    ...(hashOf(started.supply ?? {}) === hashOf(wanted.supply ?? {}) ? [] : ['other supplied values']),
    ...(hashOf(started.profiles ?? []) === hashOf(wanted.profiles ?? []) ? [] : ['other profiles']),
    ...(started.key === wanted.key ? [] : ['another key']),
  ];
  if (differing.length === 0) return { run, created: false, diagnostics: [] };
  const message = `There is a run "${run.runId}" already, with ${differing.join(', ')}.`;
  const hint = 'One id stands for one run. Use another id, or ask for the same run.';
  return { created: false, diagnostics: [diagnose('run/conflict', message, { hint })] };
}
