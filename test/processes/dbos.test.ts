import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { load } from '../../src/load.ts';
import { createSandbox, listen } from '../../src/testing.ts';
import { fastClock } from '../crash/fast-clock.mjs';
import { statement, testKey } from '../support/dbos-subject.ts';
import { type Cluster, onPostgres, startCluster, withoutPostgres } from '../support/postgres.mjs';

const dist = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const script = fileURLToPath(new URL('dbos-worker.mjs', import.meta.url));
const accountSid = `AC${'0'.repeat(32)}`;

/** Three quarters of a minute, after which a text in doubt is looked for, pass in one and a half seconds. */
const speed = 30;

/** A run of the flagship whose payment is declined, so that it sends a text; told apart by its amount and its number. */
interface Request {
  readonly runId: string;
  /** Of its customer: there are fewer of these than runs. */
  readonly key: string;
  readonly inputs: { readonly amount: number; readonly toNumber: string; readonly [name: string]: unknown };
}

const requests = (count: number): readonly Request[] =>
  Array.from({ length: count }, (_, n) => ({
    runId: `run-${n}`,
    key: `customer-${n % Math.ceil(count / 3)}`,
    inputs: {
      amount: 1000 + n,
      currency: 'usd',
      paymentMethod: 'pm_card_visa_chargeDeclined',
      accountSid,
      fromNumber: '+15005550006',
      toNumber: `+1555867${String(5000 + n)}`,
    },
  }));

describe.skipIf(withoutPostgres !== undefined || !existsSync(dist))(
  `workers that share runs ${onPostgres}`,
  () => {
    let cluster: Cluster;
    let folder: string;
    let planFile: string;
    beforeAll(async () => {
      cluster = await startCluster();
      folder = mkdtempSync(join(tmpdir(), 'heddle-'));
      planFile = join(folder, 'plan.json');
      const { plan } = await load('failed-payment-dunning');
      writeFileSync(planFile, JSON.stringify(plan));
    }, 120_000);
    afterAll(async () => {
      await cluster?.stop();
      rmSync(folder, { recursive: true });
    }, 60_000);

    let place: Awaited<ReturnType<typeof openPlace>>;
    beforeEach(async () => {
      place = await openPlace(await cluster.database());
    });
    afterEach(() => place.close(), 60_000);

    /** A database, providers, and the workers between them. */
    async function openPlace(store: string) {
      const pace = { start: Date.UTC(2026, 10, 1), origin: Date.now(), speed };
      const clock = fastClock(pace);
      const { stripe, twilio, credentials } = createSandbox({ clock });
      // Answers take a while, so that a kill finds calls on their way.
      for (const emulator of [stripe, twilio]) {
        emulator.faults.add({ times: 'always', effect: { kind: 'delay', milliseconds: 60 * speed } });
      }
      const server = await listen([stripe, twilio]);
      const workers: ChildProcess[] = [];
      const acknowledged = new Set<string>();
      return {
        store,
        stripe,
        twilio,
        acknowledged,
        now: () => clock.now(),
        /** Starts a worker; resolves once it takes runs. */
        work(starts: readonly Request[]) {
          const key = testKey.HEDDLE_STORE_KEY;
          const spec = {
            store,
            key,
            planFile,
            workflowId: 'failed-payment-dunning',
            url: server.url,
            credentials,
            pace,
            starts,
          };
          const child = spawn(process.execPath, [script, JSON.stringify({ ...spec, slots: 8 })], {
            stdio: ['pipe', 'pipe', 'inherit'],
          });
          workers.push(child);
          const open = new Promise<ChildProcess>((resolve, reject) => {
            createInterface({ input: child.stdout }).on('line', (line) => {
              const [what, runId] = line.split(' ');
              if (what === 'open') resolve(child);
              if (what === 'started') acknowledged.add(runId!);
            });
            child.once('exit', (code) => reject(new Error(`A worker ended with ${code}.`)));
          });
          return open;
        },
        async close() {
          for (const worker of workers) {
            if (worker.exitCode !== null || worker.signalCode !== null) continue;
            const over = once(worker, 'exit');
            worker.kill('SIGKILL');
            await over;
          }
          await server.close();
        },
      };
    }

    interface Row {
      readonly run_id: string;
      readonly status: string;
    }

    /** Waits until so many runs stand so, half a minute at the most. The queue goes by the time of the machine: what is due by the clock of the test is hurried along. */
    async function until(count: number, statuses: readonly string[]): Promise<readonly Row[]> {
      let rows: readonly Row[] = [];
      for (let looks = 0; looks < 300; looks++) {
        await statement(
          place.store,
          `UPDATE heddle_dbos.workflow_status SET delay_until_epoch_ms = 0 FROM heddle.runs
         WHERE workflow_status.status = 'DELAYED' AND workflow_uuid = run_id || '#' || seq || '.' || segment AND due_at <= $1`,
          [place.now()],
        ).catch(() => []);
        rows = await statement<Row & { [name: string]: string }>(
          place.store,
          'SELECT run_id, status FROM heddle.runs ORDER BY seq',
        ).catch(() => []);
        if (rows.filter(({ status }) => statuses.includes(status)).length >= count) return rows;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`After half a minute: ${JSON.stringify(rows)}`);
    }

    /** Waits until so many workers are left: what the others had is taken over then. */
    async function gone(left: number): Promise<void> {
      for (let looks = 0; looks < 1000; looks++) {
        const workers = await statement(place.store, 'SELECT FROM heddle.workers');
        if (workers.length === left) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error('Nobody took over.');
    }

    /** What the providers count for each run. */
    const counts = (all: readonly Request[]): readonly (readonly [charges: number, texts: number])[] => {
      const charges = place.stripe.charges();
      const texts = place.twilio.messages();
      return all.map(({ inputs }) => [
        charges.filter(({ amount }) => amount === inputs.amount).length,
        texts.filter(({ to }) => to === inputs.toNumber).length,
      ]);
    };

    /** Does what a person does: looks at the provider, and says what came of each call in doubt, until all runs have ended. */
    async function finish(all: readonly Request[], worker: ChildProcess): Promise<number> {
      const settled = new Set<string>();
      for (;;) {
        const rows = await until(all.length, ['completed', 'needs-attention']).catch(
          async (error: unknown) => {
            const stuck = await statement<Row & { [name: string]: string }>(
              place.store,
              `SELECT run_id, status FROM heddle.runs WHERE status = 'needs-attention'`,
            );
            if (stuck.every(({ run_id }) => settled.has(run_id))) throw error;
            return stuck;
          },
        );
        const open = rows.filter(({ status }) => status === 'needs-attention');
        if (open.length === 0) return settled.size;
        for (const { run_id: runId } of open.filter((row) => !settled.has(row.run_id))) {
          settled.add(runId);
          const { inputs } = all.find((request) => request.runId === runId)!;
          const isSent = place.twilio.messages().some(({ to }) => to === inputs.toNumber);
          worker.stdin!.write(`settle ${runId} ${isSent ? 'happened' : 'did-not'}\n`);
        }
      }
    }

    test(
      'finish all runs when one of three is killed under load, and none is done twice',
      { timeout: 180_000 },
      async () => {
        const all = requests(60);
        const [first, second] = await Promise.all(
          [0, 1, 2].map((part) => place.work(all.filter((_, n) => n % 3 === part))),
        );
        await until(12, ['completed']);
        second!.kill('SIGKILL');
        const killedAt = Date.now();
        const { length: left } = await statement(place.store, `SELECT FROM heddle.runs WHERE NOT ended`);
        await gone(2);
        const takenOver = Date.now() - killedAt;
        const acknowledged = [...place.acknowledged];
        const kept = await statement<{ readonly run_id: string }>(
          place.store,
          'SELECT run_id FROM heddle.runs',
        );
        expect(kept.map(({ run_id }) => run_id)).toEqual(expect.arrayContaining(acknowledged));
        // Starts that the killed worker never came to are repeated by their caller.
        await place.work(all);
        const settled = await finish(all, first!);
        expect(counts(all)).toEqual(all.map(() => [1, 1]));
        const lookUps = await statement(place.store, `SELECT FROM heddle.entries WHERE kind = 'lookup'`);
        console.log(
          `${all.length} runs of ${new Set(all.map(({ key }) => key)).size} customers, three workers, one killed with ${left} runs open: taken over after ${takenOver} ms, all completed after ${((Date.now() - killedAt) / 1000).toFixed(1)} s; ${lookUps.length} asked a provider what came of a call, ${settled} a person; ${place.stripe.charges().length} charges, ${place.twilio.messages().length} texts, none twice.`,
        );
      },
    );

    test('may start on an empty database at once', { timeout: 120_000 }, async () => {
      const all = requests(12);
      const workers = await Promise.all([
        place.work(all.slice(0, 6)),
        place.work(all.slice(6)),
        place.work([]),
      ]);
      await finish(all, workers[0]);
      expect(counts(all)).toEqual(all.map(() => [1, 1]));
      const versions = await statement(place.store, 'SELECT * FROM heddle_dbos.dbos_migrations');
      expect(versions.length).toBe(1);
    });

    test('go on when the database crashes and comes back', { timeout: 180_000 }, async () => {
      const all = requests(30);
      const workers = await Promise.all([place.work(all.slice(0, 15)), place.work(all.slice(15))]);
      await until(6, ['completed']);
      await cluster.crash();
      const settled = await finish(all, workers[0]);
      expect(counts(all)).toEqual(all.map(() => [1, 1]));
      console.log(
        `30 runs, the database killed under load: all completed, ${settled} asked a person; 30 charges and 30 texts, none twice.`,
      );
    });
  },
);
