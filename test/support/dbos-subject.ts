import { createRequire } from 'node:module';
import { Client, Pool, type PoolClient, type PoolConfig, type QueryResultRow } from 'pg';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { openDbosRuns } from '../../src/runtime/dbos/dbos-runs.ts';
import type { DbosRunsOptions } from '../../src/runtime/dbos/dbos-runs.ts';
import type { Sdk } from '../../src/runtime/dbos/sdk.ts';
import type { Clock } from '../../src/engine/ports.ts';
import type { Runs } from '../../src/runtime/runs.ts';
import type { RunsSubject } from '../../src/suite/subject.ts';

/** A place in a database of its own. Time passes there by a clock that is put forward, and by delays in its queues that are made shorter by as much. */
export function dbosSubject(makeDatabase: () => Promise<string>): RunsSubject {
  return async () => {
    const url = await makeDatabase();
    let ahead = 0;
    const clock: Clock = { ...systemClock, now: () => Date.now() + ahead };
    const processes = new Map<Runs, MortalPool>();
    return {
      clock,
      longWait: 259_200_000,
      async pass(milliseconds) {
        ahead += milliseconds;
        await statement(
          url,
          `UPDATE heddle_dbos.workflow_status SET delay_until_epoch_ms = delay_until_epoch_ms - ${milliseconds} WHERE status = 'DELAYED'`,
        );
      },
      async open(options) {
        const { runs, database } = await openApart({ ...options, url, clock });
        processes.set(runs, database);
        return runs;
      },
      async kill(runs) {
        processes.get(runs)!.kill();
        processes.delete(runs);
      },
      async remove() {
        await Promise.all(
          [...processes.keys()].map((runs) =>
            Promise.race([runs.close().catch(() => undefined), later(3000)]),
          ),
        );
        for (const database of processes.values()) database.kill();
      },
    };
  };
}

const later = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The key of the stores of tests. */
export const testKey = { HEDDLE_STORE_KEY: '11'.repeat(32) };

/** Opens runs as a process of its own would: with a DBOS of its own, and with connections that can be cut. */
export async function openApart(
  options: Omit<DbosRunsOptions, 'sdk' | 'database' | 'env'>,
): Promise<{ readonly runs: Runs; readonly database: MortalPool }> {
  const database = new MortalPool({ connectionString: options.url, max: 20 });
  database.on('error', () => undefined);
  const runs = await openDbosRuns({ ...options, env: testKey, sdk: freshSdk(), database });
  return { runs, database };
}

/** Connections of a process that may be killed: from then on nothing that it asks for comes, as nothing of it is heard any more. */
export class MortalPool extends Pool {
  #isKilled = false;
  readonly #clients = new Set<PoolClient>();

  constructor(config: PoolConfig) {
    super(config);
    this.on('connect', (client) => void this.#clients.add(client));
    this.on('remove', (client) => void this.#clients.delete(client));
  }

  kill(): void {
    this.#isKilled = true;
    for (const client of this.#clients) {
      client.query = (() => new Promise(() => undefined)) as never;
      client.removeAllListeners('error').on('error', () => undefined);
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    }
  }

  // `query` of a pool asks for a client with a callback.
  override connect(callback?: unknown): never {
    if (this.#isKilled) return new Promise(() => undefined) as never;
    return super.connect(callback as never) as never;
  }
}

/** DBOS keeps what it knows in its modules: a process of its own has modules of its own. */
function freshSdk(): Sdk {
  const require = createRequire(import.meta.url);
  for (const name of Object.keys(require.cache)) {
    if (name.includes('/@dbos-inc/dbos-sdk/')) delete require.cache[name];
  }
  return require('@dbos-inc/dbos-sdk') as Sdk;
}

/** Does one statement over a connection of its own. */
export async function statement<R extends QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<R[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end();
  }
}
