import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** A PostgreSQL server of the tests' own, on a free port of this machine, with its data in a temporary folder. */
export interface Cluster {
  readonly port: number;
  /** Makes a database, empty or as the one that was prepared, and returns its URL. */
  database(): Promise<string>;
  /** Fills a database of which those after it are copies. */
  prepare(fill: (url: string) => Promise<void>): Promise<void>;
  /** Ends the server as a crash does, and starts it again. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Why there are no tests on PostgreSQL here; undefined when there can be. */
export const withoutPostgres: string | undefined = reason();

/** Where a group of tests takes place, for its name, which says when and why they are skipped. */
export const onPostgres = `in PostgreSQL${withoutPostgres === undefined ? '' : ` (${withoutPostgres})`}`;

function reason(): string | undefined {
  if (binaries() === undefined) {
    return 'skipped: PostgreSQL is not installed. To run them: apt-get install postgresql';
  }
  if (process.getuid?.() === 0 && owner() === undefined) {
    return 'skipped: PostgreSQL does not run as root, and there is no user postgres';
  }
  return undefined;
}

/** The folder with `initdb` and `postgres`. */
function binaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** Who runs the server when the tests run as root, which it refuses. */
function owner(): { readonly uid: number; readonly gid: number } | undefined {
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout || Number.NaN);
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}

/** Makes a server and starts it. Its data does not outlive the machine: it does not wait for the disk. */
export async function startCluster(): Promise<Cluster> {
  const bin = binaries()!;
  const who = process.getuid?.() === 0 ? owner() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'heddle-pg-'));
  if (who !== undefined) chownSync(folder, who.uid, who.gid);
  const data = join(folder, 'data');
  const common = { ...who, cwd: folder, timeout: 60_000 };
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'heddle', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    { ...common, stdio: 'ignore' },
  );
  const port = await freePort();
  const flags = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-F'];
  const start = (): ReturnType<typeof spawn> =>
    spawn(join(bin, 'postgres'), [...flags, '-c', 'max_connections=200'], {
      ...who,
      cwd: folder,
      stdio: 'ignore',
    });
  let server = start();
  await ready(port);
  const ended = (signal: NodeJS.Signals): Promise<void> =>
    new Promise((resolve) => {
      server.once('exit', () => resolve());
      server.kill(signal);
    });
  let count = 0;
  let template = 'template0';
  const make = async (): Promise<string> => {
    const name = `test_${++count}`;
    await once(port, 'postgres', `CREATE DATABASE ${name} TEMPLATE ${template}`);
    return `postgres://heddle@127.0.0.1:${port}/${name}`;
  };
  return {
    port,
    database: make,
    async prepare(fill) {
      const url = await make();
      await fill(url);
      template = `test_${count}`;
    },
    async crash() {
      await ended('SIGQUIT');
      server = start();
      await ready(port);
    },
    async stop() {
      // Nothing of it is needed any more.
      await ended('SIGQUIT');
      rmSync(folder, { recursive: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Waits until the server answers, half a minute at the most. */
async function ready(port: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await once(port, 'postgres', 'SELECT 1');
      return;
    } catch (error) {
      if (tries === 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Does one statement over a connection of its own. */
async function once(port: number, database: string, text: string): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port, database, user: 'heddle' });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
