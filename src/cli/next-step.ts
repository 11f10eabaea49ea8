import type { StoredRun } from '../journal/store.ts';
import { sanitize } from '../report/sanitize.ts';

/** A run of a store that a person can go on with. */
export interface KeptPlace {
  readonly runId: string;
  /** The store as it may be shown. */
  readonly store: string;
}

/** What a person does about a run with a call in doubt: the commands, ready to be copied. */
export function settleHint(place: KeptPlace): string {
  return `Look up at the provider whether the call took effect, then say so: ${command('settle', place, '--happened ')}, or --did-not. To ask the provider once more: ${command('resume', place)}. To end the run: ${command('cancel', place)}.`;
}

/** How to go on with a run that has been put aside, as a line; nothing for one that is in hand, behind another one, or needs more than that. */
export function nextStep(
  { runId, status, dueAt, isBlocked }: Pick<StoredRun, 'runId' | 'status' | 'dueAt' | 'isBlocked'>,
  store: string,
): string {
  if (isBlocked || (status !== 'waiting' && status !== 'queued')) return '';
  const when = dueAt === undefined ? '' : ` from ${new Date(dueAt).toISOString()} on`;
  return `A server that owns the store goes on by itself${when}; without one: ${command('resume', { runId, store })}\n`;
}

function command(verb: string, { runId, store }: KeptPlace, flags = ''): string {
  return `heddle ${verb} ${sanitize(runId)} ${flags}--store ${sanitize(store)}`;
}
