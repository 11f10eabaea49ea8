import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Har } from 'har-format';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { createSandbox } from '../../src/testing.ts';
import { fastClock } from '../crash/fast-clock.mjs';
import { type Called, folder, heddle } from '../cli/heddle.ts';
import { statement, testKey } from '../support/dbos-subject.ts';
import { type Cluster, onPostgres, startCluster, withoutPostgres } from '../support/postgres.mjs';

const inputs = JSON.stringify({
  amount: 1999,
  currency: 'usd',
  paymentMethod: 'pm_card_visa_chargeDeclined',
  accountSid: `AC${'0'.repeat(32)}`,
  fromNumber: '+15005550006',
  toNumber: '+15558675310',
});

describe.skipIf(withoutPostgres !== undefined)(`the command line over a store ${onPostgres}`, () => {
  let cluster: Cluster;
  let url: string;
  let cwd: string;
  let sandbox: ReturnType<typeof createSandbox>;
  let clock: ReturnType<typeof fastClock>;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 120_000);
  afterAll(() => cluster?.stop(), 60_000);
  beforeEach(async () => {
    // The server of the tests asks for no password, so that any will do.
    url = (await cluster.database()).replace('heddle@', 'heddle:hunter2@');
    cwd = folder();
    clock = fastClock({ start: Date.UTC(2026, 0, 1), origin: Date.now(), speed: 1000 });
    sandbox = createSandbox({ clock });
  });

  const call = async (argv: readonly string[], given: Partial<Io> = {}): Promise<Called> => {
    const env = { HOME: cwd, ...testKey, ...sandbox.credentials };
    const called = await heddle(argv, { cwd, env, clock, transport: sandbox.transport, ...given });
    expect(`${called.stdout}${called.stderr}`).not.toContain('hunter2');
    return called;
  };
  const on = (): readonly string[] => ['--store', url];
  const run = (...argv: readonly string[]): Promise<Called> =>
    call(['run', 'failed-payment-dunning', ...on(), '--inputs', inputs, '--json', ...argv]);
  const json = ({ stdout }: Called): { readonly status: string; readonly outputs: object } =>
    JSON.parse(stdout) as { readonly status: string; readonly outputs: object };

  test('keeps a run that is one however often it is started, and lists, shows and forgets it', async () => {
    const first = await run('--run-id', 'order-7');
    expect({ code: first.code, told: first.stderr, ...json(first) }).toMatchObject({
      code: 0,
      status: 'completed',
    });
    const again = await run('--run-id', 'order-7');
    expect(json(again).outputs).toEqual(json(first).outputs);
    expect(sandbox.twilio.messages().length).toBe(1);
    const other = await run('--run-id', 'order-7', '--input', 'amount=5');
    expect({ code: other.code, told: other.stderr.includes('run/conflict') }).toEqual({
      code: 2,
      told: true,
    });
    const list = await call(['runs', ...on()]);
    expect(list.stdout).toMatch(/^order-7 {2}failed-payment-dunning {2}\S+ {2}completed\n$/m);
    const shown = await call(['show', 'order-7', ...on(), '--json']);
    expect(json(shown).outputs).toEqual(json(first).outputs);
    expect(shown.stdout).not.toContain('+15558675310');
    // Whichever release it is: DBOS hands segments to workers of the same version only.
    expect(
      await statement(url, 'SELECT DISTINCT application_version AS v FROM heddle_dbos.workflow_status'),
    ).toEqual([{ v: 'heddle-1' }]);
    const forgotten = await call(['prune', ...on(), '--older-than', '1ms', '--json']);
    expect(JSON.parse(forgotten.stdout)).toMatchObject({ runs: 1 });
    expect((await call(['runs', ...on()])).stdout).toBe('There are no runs.\n');
    expect(await statement(url, 'SELECT * FROM heddle_dbos.workflow_status')).toEqual([]);
    expect(await statement(url, 'SELECT * FROM heddle.entries')).toEqual([]);
  });

  test('says at once that a run is queued behind one with its key that needs attention', async () => {
    sandbox.twilio.faults.add({ effect: { kind: 'reset' } });
    expect((await run('--run-id', 'a1', '--key', 'k')).code).toBe(3);
    for (const waits of [
      await run('--run-id', 'a2', '--key', 'k'),
      await call(['resume', 'a2', ...on(), '--json']),
    ]) {
      expect({ code: waits.code, ...json(waits) }).toMatchObject({ code: 3, status: 'queued' });
      expect(waits.stderr).toContain('behind run "a1", which has the same key and needs attention');
    }
    expect((await call(['cancel', 'a2', ...on()])).code).toBe(0);
    const { runs } = JSON.parse((await call(['runs', ...on(), '--json'])).stdout) as {
      readonly runs: unknown;
    };
    expect(runs).toMatchObject([{ runId: 'a2', status: 'cancelled', isBlocked: false }, { runId: 'a1' }]);
  });

  test('waits behind a run that another process has, and no longer than until that needs attention', async () => {
    sandbox.twilio.faults.add({ effect: { kind: 'reset' } });
    expect((await run('--run-id', 'a1', '--key', 'k')).code).toBe(3);
    const stands = (status: string) =>
      statement(url, 'UPDATE heddle.runs SET status = $1 WHERE run_id = $2', [status, 'a1']);
    await stands('running');
    let isOver = false;
    const waiting = run('--run-id', 'a2', '--key', 'k').finally(() => (isOver = true));
    const isThere = async (): Promise<boolean> =>
      (await statement(url, `SELECT 1 FROM heddle.runs WHERE run_id = 'a2'`)).length > 0;
    while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 20));
    // It looks several times meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(isOver).toBe(false);
    await stands('needs-attention');
    const { code, stderr } = await waiting;
    expect(code).toBe(3);
    expect(stderr).toContain('behind run "a1", which has the same key and needs attention');
    expect(stderr).toContain('heddle resume a2 --store');
  });

  test('keeps no input where it can be read', async () => {
    await run('--run-id', 'order-7', '--input', 'toNumber=+15558612345');
    expect(sandbox.twilio.messages()[0]?.to).toBe('+15558612345');
    const tables = await statement<{ readonly name: string }>(
      url,
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname LIKE 'heddle%'`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const rows = await statement(url, `SELECT * FROM ${name}`);
      const texts = rows
        .flatMap((row) => Object.values(row))
        .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)));
      expect(texts.join('\n')).not.toContain('15558612345');
    }
  });

  test('needs attention when a text is in doubt, and goes on with what a person says of it', async () => {
    sandbox.twilio.faults.add({ effect: { kind: 'reset' } });
    const first = await run('--run-id', 'order-7');
    expect(first.code, first.stderr).toBe(3);
    expect(first.stderr).toContain('whether the call took effect is unknown');
    const settled = await call(['settle', 'order-7', ...on(), '--did-not', '--json']);
    expect(json(settled).status).toBe('completed');
  });

  test('says which key is missing, which database, and what to install', async () => {
    const without = await call(['run', 'failed-payment-dunning', ...on(), '--inputs', inputs], {
      env: { HOME: cwd, ...sandbox.credentials },
    });
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('store/wrong-key');
    expect(without.stderr).toContain('openssl rand -hex 32');
    expect((await run()).code).toBe(0);
    const other = await call(['runs', ...on()], { env: { HOME: cwd, HEDDLE_STORE_KEY: '22'.repeat(32) } });
    const shown = await call(['runs', '--store', `${url}_not_there`]);
    expect(shown.stderr).toContain('store/not-a-store');
    expect(shown.stderr).toMatch(/postgres:\/\/heddle@127\.0\.0\.1:\d+\/test_\d+_not_there/);
    expect(other.stderr).toContain('store/wrong-key');
    const broken = await call(['runs', '--store', 'postgres://heddle:hunter2@nowhere:port/name']);
    expect(broken.stderr).toContain('store/not-a-store');
  });

  test('migrates from several processes at once, and refuses a newer schema', async () => {
    const migrated = await Promise.all([0, 1, 2].map(() => call(['migrate', ...on()])));
    expect(migrated.map(({ code }) => code)).toEqual([0, 0, 0]);
    await statement(url, `UPDATE heddle.meta SET value = '999' WHERE name = 'schema'`);
    for (const argv of [['migrate'], ['runs']]) {
      const { code, stderr } = await call([...argv, ...on()]);
      expect({ code, told: stderr.includes('store/newer') }).toEqual({ code: 2, told: true });
    }
  });

  test('runs with no more rights than the page on it lists', async () => {
    await call(['migrate', ...on()]);
    const page = readFileSync(new URL('../../docs/postgres.md', import.meta.url), 'utf8');
    const grants = /```sql\n([^`]*)```/.exec(page)![1]!;
    await statement(url, `CREATE ROLE worker LOGIN; ${grants}`);
    url = url.replace('heddle:hunter2@', 'worker:hunter2@');
    expect((await run('--run-id', 'order-7')).code).toBe(0);
    const { stderr } = await call(['prune', ...on(), '--older-than', '1ms']);
    expect(stderr).toBe('');
    await expect(statement(url, 'CREATE TABLE heddle.more ()')).rejects.toMatchObject({ code: '42501' });
    url = (await cluster.database()).replace('heddle@', 'worker:hunter2@');
    const { code, stderr: told } = await call(['migrate', ...on()]);
    expect({ code, told: told.includes('lacks a right') }).toEqual({ code: 2, told: true });
  });

  test('keeps masked bodies where that is asked for, and reports them', async () => {
    await run('--run-id', 'order-7', '--record', 'bodies');
    await run('--run-id', 'order-8');
    const har = async (runId: string): Promise<string> => {
      await call(['show', runId, ...on(), '--har', `${runId}.har`, '--report', 'junit=a.xml']);
      return readFileSync(join(cwd, `${runId}.har`), 'utf8');
    };
    const recorded = await har('order-7');
    const { entries } = (JSON.parse(recorded) as Har).log;
    expect(entries[0]!.request.postData?.text).toMatch(/^amount=1999&currency=usd&/);
    expect(JSON.parse(entries[1]!.response.content.text!)).toMatchObject({
      error: { code: 'card_declined', payment_intent: { client_secret: '***' } },
    });
    expect(recorded).not.toMatch(/5558675310|sk_test_\w/);
    expect(await har('order-8')).not.toContain('postData');
    expect(readFileSync(join(cwd, 'a.xml'), 'utf8')).toContain('<testsuite name="failed-payment-dunning"');
  });

  /** Serves until a promise that is given its address resolves. */
  async function serve(config: string, during: (base: string) => Promise<unknown>, given: Partial<Io> = {}) {
    writeFileSync(join(cwd, 'heddle.config.yaml'), config);
    const interruption = new AbortController();
    let over: Promise<unknown> | undefined;
    const { code } = await call(['serve', ...on(), '--json'], {
      ...given,
      signal: interruption.signal,
      stdout: {
        write(text: string) {
          const { url: base } = JSON.parse(text) as { readonly url: string };
          over = during(base).finally(() => interruption.abort());
        },
      },
    });
    await over;
    expect(code).toBe(0);
  }

  test('a server forgets runs whose time is over, and no others', async () => {
    const ids = async (): Promise<readonly string[]> => {
      const { stdout } = await call(['runs', ...on(), '--json']);
      return (JSON.parse(stdout) as { readonly runs: { readonly runId: string }[] }).runs.map(
        ({ runId }) => runId,
      );
    };
    await run('--run-id', 'old');
    sandbox.twilio.faults.add({ effect: { kind: 'reset' } });
    expect((await run('--run-id', 'open')).code).toBe(3);
    const month = 31 * 86_400_000;
    const later = fastClock({ start: Date.UTC(2026, 0, 1) + month, origin: Date.now(), speed: 1 });
    const config = 'documents: { dunning: failed-payment-dunning }\nlisten: { port: 0 }\n';
    await serve(`${config}retention: { failed: 1 }`, ids, { clock: later });
    expect(await ids()).toEqual(['open', 'old']);
    await serve(
      `${config}retention: { completed: 30 }`,
      async () => {
        while ((await ids()).includes('old')) await new Promise((resolve) => setTimeout(resolve, 50));
      },
      { clock: later },
    );
    expect(await ids()).toEqual(['open']);
    expect(await statement(url, 'SELECT DISTINCT run FROM heddle.entries')).toHaveLength(1);
  });

  test('serves until it is interrupted', async () => {
    await serve('documents: { dunning: failed-payment-dunning }\nlisten: { port: 0 }', async (base) => {
      const response = await fetch(`${base}/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ runId: 'order-8', inputs: JSON.parse(inputs) as object }),
      });
      expect(response.status).toBe(201);
    });
    const resumed = await call(['resume', 'order-8', ...on(), '--json']);
    expect(json(resumed).status).toBe('completed');
    expect(sandbox.twilio.messages().length).toBe(1);
  });
});
