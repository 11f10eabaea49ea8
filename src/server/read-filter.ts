import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type RunFilter, type StoredStatus, storedStatuses } from '../journal/store.ts';
import { invalid } from './read-body.ts';

const known = ['status', 'workflow', 'key', 'limit', 'cursor'];

/** Reads which runs are asked for: `?status=failed&status=waiting&workflow=…&key=…&limit=…&cursor=…`. */
export function readFilter(query: Readonly<Record<string, readonly string[]>>): {
  readonly filter: RunFilter;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { status = [], workflow, key, limit, cursor } = query;
  const count = limit?.[0];
  const hint = `What can be asked for: ${known.join(', ')}. A status is one of ${storedStatuses.join(', ')}; a limit is from 1 to 1000.`;
  const wrong = [
    ...Object.keys(query).filter((name) => !known.includes(name)),
    ...(status.every((each) => (storedStatuses as readonly string[]).includes(each)) ? [] : ['status']),
    ...(count === undefined || /^(?:[1-9]\d{0,2}|1000)$/.test(count) ? [] : ['limit']),
    ...(cursor === undefined || /^\d{1,15}$/.test(cursor[0]!) ? [] : ['cursor']),
  ];
  return {
    filter: {
      ...(status.length === 0 ? {} : { statuses: status as readonly StoredStatus[] }),
      ...(workflow === undefined ? {} : { workflowId: workflow[0]! }),
      ...(key === undefined ? {} : { key: key[0]! }),
      ...(count === undefined ? {} : { limit: Number(count) }),
      ...(cursor === undefined ? {} : { cursor: cursor[0]! }),
    },
    diagnostics: wrong.map((name) => invalid(`"${name}" of the query is not as it must be.`, hint)),
  };
}
