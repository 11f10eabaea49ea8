import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore } from '../../src/journal/memory-store.ts';
import { openSqliteStore } from '../../src/journal/sqlite/sqlite-store.ts';
import { localSubject } from '../../src/suite/local-places.ts';

/** Runs of one process, by where they are kept. */
export const localSubjects = {
  'in memory': localSubject(async () => ({ store: memoryStore(), remove: async () => undefined })),
  'in SQLite': localSubject(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heddle-'));
    const store = await openSqliteStore(join(folder, 'heddle.db'), { env: {} });
    return {
      store,
      async remove() {
        await store.close();
        rmSync(folder, { recursive: true });
      },
    };
  }),
};
