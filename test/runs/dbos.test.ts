import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migratePostgres } from '../../src/runtime/dbos/migrate.ts';
import { runsSuite } from '../../src/suite/runs-suite.ts';
import { dbosSubject } from '../support/dbos-subject.ts';
import { type Cluster, onPostgres, startCluster, withoutPostgres } from '../support/postgres.mjs';

describe.skipIf(withoutPostgres !== undefined)(`runs that are kept ${onPostgres}`, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
    await cluster.prepare(migratePostgres);
  }, 120_000);
  afterAll(async () => {
    await cluster?.stop();
  }, 60_000);
  const subject = dbosSubject(() => cluster.database());

  test.each(runsSuite)(
    '$name',
    async (each) => {
      await expect(each.run(subject)).resolves.toBeUndefined();
    },
    60_000,
  );
});
