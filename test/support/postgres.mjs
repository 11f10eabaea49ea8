/** See postgres.d.mts. Not TypeScript: the benchmarks, which Node runs as they are, use it too. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Client } from 'pg';

export const withoutPostgres = reason();

export const onPostgres = `in PostgreSQL${withoutPostgres === undefined ? '' : ` (${withoutPostgres})`}`;

function reason() {
  if (binaries() === undefined) {
    return 'skipped: PostgreSQL is not installed. To run them: apt-get install postgresql';
  }
  if (process.getuid?.() === 0 && owner() === undefined) {
    return 'skipped: PostgreSQL does not run as root, and there is no user postgres';
  }
  return undefined;
}

/** The folder with `initdb` and `postgres`: Debian's latest, or one of the path. */
function binaries() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** Who runs the server when this runs as root, which it refuses. */
function owner() {
  const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout || Number.NaN);
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}

export async function startCluster({ isDurable = false } = {}) {
  const bin = binaries();
  const who = process.getuid?.() === 0 ? owner() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'heddle-pg-'));
  if (who !== undefined) chownSync(folder, who.uid, who.gid);
  const data = join(folder, 'data');
  const make = ['-D', data, '-U', 'heddle', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
  execFileSync(join(bin, 'initdb'), make, { ...who, cwd: folder, timeout: 60_000, stdio: 'ignore' });
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'max_connections=200', `fsync=${isDurable ? 'on' : 'off'}`];
  const flags = ['-D', data, '-p', String(port), '-k', folder, ...settings.flatMap((one) => ['-c', one])];
  let server;
  const start = async () => {
    server = spawn(join(bin, 'postgres'), flags, { ...who, cwd: folder, stdio: 'ignore' });
    await ready(port);
  };
  // At once: nothing of it is needed any more, or it is to be a crash.
  const end = () =>
    new Promise((resolve) => {
      server.once('exit', resolve);
      server.kill('SIGQUIT');
    });
  const endWithUs = () => server.kill('SIGQUIT');
  process.once('exit', endWithUs);
  await start();
  let count = 0;
  let template = 'template0';
  const database = async () => {
    const name = `test_${++count}`;
    await once(port, `CREATE DATABASE ${name} TEMPLATE ${template}`);
    return `postgres://heddle@127.0.0.1:${port}/${name}`;
  };
  return {
    port,
    database,
    async prepare(fill) {
      const url = await database();
      await fill(url);
      template = new URL(url).pathname.slice(1);
    },
    async crash() {
      await end();
      await start();
    },
    async stop() {
      process.removeListener('exit', endWithUs);
      await end();
      rmSync(folder, { recursive: true });
    },
  };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until the server answers, half a minute at the most. */
async function ready(port) {
  for (let tries = 0; ; tries++) {
    try {
      await once(port, 'SELECT 1');
      return;
    } catch (error) {
      if (tries === 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Does one statement over a connection of its own. */
async function once(port, text) {
  const client = new Client({ host: '127.0.0.1', port, database: 'postgres', user: 'heddle' });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
