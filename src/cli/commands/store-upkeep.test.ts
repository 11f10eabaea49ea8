import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, heddle } from '../../../test/cli/heddle.ts';
import { smallPlan } from '../../../test/support/small-plan.ts';
import { manualClock } from '../../emulator/manual-clock.ts';
import { loadSqlite } from '../../journal/sqlite/database.ts';
import { openSqliteStore } from '../../journal/sqlite/sqlite-store.ts';
import { createSandbox } from '../../testing.ts';

const plan = smallPlan({ main: [{ id: 'a' }] });
const day = 86_400_000;

const inputs = [
  '--inputs',
  JSON.stringify({
    amount: 1999,
    currency: 'usd',
    paymentMethod: 'pm_card_visa',
    accountSid: `AC${'0'.repeat(32)}`,
    fromNumber: '+15005550006',
    toNumber: '+15558675310',
  }),
];

/** A store with a run that completed and one that failed, and the command line on a day after that. */
async function kept(days: number) {
  const cwd = folder();
  const clock = manualClock();
  const store = await openSqliteStore(join(cwd, 'kept.db'), { env: {} });
  for (const status of ['completed', 'failed'] as const) {
    const at = clock.now();
    const started = { at, runId: status, planHash: plan.hash, workflowId: 'main', inputs: {} };
    await store.start({ plan, started: { kind: 'started', ...started } }, 'me');
    await store.write(status, { entries: [], stand: { kind: 'ended', at, status } });
  }
  clock.advance(days * day);
  const call = (...argv: readonly string[]) => heddle([...argv, '--store', 'kept.db'], { cwd, clock });
  return { cwd, store, call };
}

test('prune forgets runs that ended long enough ago, and counts them first when asked to', async () => {
  const { store, call } = await kept(31);
  const age = ['--older-than', '30d'];
  // Counting is possible while the store is in use; forgetting is not.
  expect(await call('prune', ...age, '--dry-run')).toMatchObject({
    code: 0,
    stdout: '2 runs would be forgotten.\n',
  });
  expect(await call('prune', ...age)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('store/in-use') as string,
  });
  await store.close();
  expect((await call('prune', '--older-than', '32d')).stdout).toBe('0 runs forgotten.\n');
  expect((await call('prune', ...age, '--status', 'failed', '--json')).stdout).toBe(
    '{"runs":1,"dryRun":false}\n',
  );
  expect((await call('runs')).stdout).toMatch(/^RUN .*\ncompleted .* completed\n$/);
  expect((await call('prune', ...age)).stdout).toBe('1 run forgotten.\n');
  expect((await call('prune')).code).toBe(2);
  expect((await call('prune', '--older-than', '30')).code).toBe(2);
});

test('a backup is a whole store of one moment, made while it is in use, and never over another file', async () => {
  const { cwd, store, call } = await kept(1);
  const { code, stdout } = await call('backup', '--to', 'copy.db');
  expect({ code, told: stdout.includes('copy.db is a whole copy') }).toEqual({ code: 0, told: true });
  expect(existsSync(join(cwd, 'copy.db.partial'))).toBe(false);
  const told = JSON.parse((await call('backup', '--to', 'other.db', '--json')).stdout) as object;
  expect(told).toEqual({ store: 'kept.db', to: 'other.db' });
  await store.close();
  copyFileSync(join(cwd, 'kept.db.key'), join(cwd, 'copy.db.key'));
  const listed = await heddle(['runs', '--store', 'copy.db'], { cwd });
  expect(listed.stdout).toBe((await call('runs')).stdout);
  writeFileSync(join(cwd, 'mine.txt'), 'mine');
  expect(await call('backup', '--to', 'mine.txt')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('store/would-overwrite') as string,
  });
  expect(readFileSync(join(cwd, 'mine.txt'), 'utf8')).toBe('mine');
  expect((await call('backup', '--to', join('none', 'copy.db'))).stderr).toContain('store/unwritable');
});

test('verify finds an entry that is not as it was written, and one that is missing', async () => {
  const { cwd, store, call } = await kept(1);
  expect(await call('verify')).toMatchObject({
    code: 0,
    stdout: 'All is as it was written: 2 runs with 2 entries.\n',
  });
  const told = JSON.parse((await call('verify', '--json')).stdout) as object;
  expect(told).toEqual({ store: 'kept.db', runs: 2, entries: 2 });
  await store.close();
  const database = new (await loadSqlite())(join(cwd, 'kept.db'));
  const run = database.prepare("SELECT seq FROM runs WHERE run_id = 'failed'").get() as {
    readonly seq: number;
  };
  const was = database.prepare('SELECT body FROM entries WHERE run = ? AND n = 1').get(run.seq) as {
    readonly body: Uint8Array;
  };
  const wrong = Uint8Array.from(was.body);
  wrong[wrong.length - 1]! ^= 1;
  database.prepare('UPDATE entries SET body = ? WHERE run = ? AND n = 1').run(wrong, run.seq);
  expect(await call('verify')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('of run failed (entry 1) is not what was written') as string,
  });
  database.prepare('DELETE FROM entries WHERE run = ? AND n = 1').run(run.seq);
  expect((await call('verify')).stderr).toContain('store/damaged');
  expect(JSON.parse((await call('verify', '--json')).stdout)).toMatchObject({
    status: 'refused',
    diagnostics: [{ code: 'store/damaged' }],
  });
  database.close();
});

test('the URL of something that keeps no runs is said to be no store, without its password', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'heddle.config.yaml'), 'documents: { a: failed-payment-dunning }');
  const credentials = createSandbox().credentials;
  const commands = [
    ['migrate'],
    ['runs'],
    ['show', 'x'],
    ['verify'],
    ['serve'],
    ['run', 'failed-payment-dunning'],
  ];
  for (const command of commands) {
    const argv = [
      ...command,
      '--store',
      'mysql://u:TOPSECRETPW@h/x',
      ...(command[0] === 'run' ? inputs : []),
    ];
    const { code, stdout, stderr } = await heddle(argv, { cwd, env: { HOME: cwd, ...credentials } });
    expect({ command, code }).toEqual({ command, code: 2 });
    expect(stderr).toContain('mysql:// is no store');
    expect(stdout + stderr).not.toContain('TOPSECRETPW');
  }
});
