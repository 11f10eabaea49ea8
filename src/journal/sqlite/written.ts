import type { Entry } from '../entry.ts';
import type { RunChange, Stand } from '../store.ts';

/** An entry as it is written: its JSON, and what stands beside that in the open. */
export interface WrittenEntry extends Pick<Entry, 'at' | 'kind'> {
  readonly json: string;
}

/** How a run stands, as it is written: what is not for the open is JSON. */
export type WrittenStand =
  | (Omit<Extract<Stand, { readonly kind: 'queued' | 'waiting' }>, 'parked'> & { readonly parked?: string })
  | (Omit<Extract<Stand, { readonly kind: 'ended' }>, 'reason'> & { readonly reason?: string });

/** A {@link RunChange} as it is written. */
export interface WrittenChange {
  readonly entries: readonly WrittenEntry[];
  readonly stand?: WrittenStand;
  readonly claims?: readonly string[];
}

/** An entry, ready to be written. */
export function writtenEntry(entry: Entry): WrittenEntry {
  return { at: entry.at, kind: entry.kind, json: JSON.stringify(entry) };
}

/** A change, ready to be written: no object in it has methods, so that it can be given to another thread. */
export function writtenChange({ entries, stand, claims }: RunChange): WrittenChange {
  return {
    entries: entries.map(writtenEntry),
    ...(stand === undefined ? {} : { stand: writtenStand(stand) }),
    ...(claims === undefined ? {} : { claims }),
  };
}

function writtenStand(stand: Stand): WrittenStand {
  if (stand.kind === 'ended') {
    const { reason, ...rest } = stand;
    return reason === undefined ? rest : { ...rest, reason: JSON.stringify(reason) };
  }
  const { parked, ...rest } = stand;
  return parked === undefined ? rest : { ...rest, parked: JSON.stringify(parked) };
}
