import { StoreFailure } from '../store.ts';

/** A statement that is asked for all the time: a connection parses and plans it once, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What answers statements of SQL. Values are bound, never written into the text. */
export interface Queryable {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- whoever asks knows the shape of the rows, as with `pg`
  query<R>(
    statement: string | Statement,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly R[] }>;
}

/** A connection that is ours until it is released; released with `true`, it is closed. */
export interface Session extends Queryable {
  release(isBroken?: boolean): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}

/** A pool of connections to a PostgreSQL database, as `pg` has it. */
export interface Database extends Queryable {
  connect(): Promise<Session>;
  end(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * Connects to the database of a URL when it is first asked for something.
 * @param most Connections at a time; whoever else asks waits for one of them.
 * @throws StoreFailure when `pg` is not installed, or the URL is none.
 */
export async function openDatabase(url: string, most = 5): Promise<Database> {
  if (!URL.canParse(url)) {
    throw new StoreFailure(
      'store/not-a-store',
      'What names the store begins like the URL of a database, but is none.',
      'Write it as postgres://user@host:5432/name; the characters @ : / ? # % in a password as %40 and so on.',
    );
  }
  const { Pool } = await loadPg();
  const database = new Pool({
    connectionString: url,
    max: most,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'heddle',
  });
  // Connections that nobody uses at the moment may break; whoever uses one next is told.
  database.on('error', () => undefined);
  return database;
}

interface PoolOptions {
  readonly connectionString: string;
  readonly max: number;
  readonly connectionTimeoutMillis: number;
  readonly keepAlive: boolean;
  readonly application_name: string;
}

async function loadPg(): Promise<{ readonly Pool: new (options: PoolOptions) => Database }> {
  try {
    const { default: pg } = await import('pg');
    return pg;
  } catch {
    throw missingPackage('pg');
  }
}

/** The finding for a package that a store in PostgreSQL needs and that is not installed. */
export function missingPackage(name: string): StoreFailure {
  return new StoreFailure(
    'store/no-driver',
    `A store in PostgreSQL needs the package ${name}, which is not installed.`,
    'Install what it needs beside heddle: npm install @dbos-inc/dbos-sdk@5.3.0 pg',
  );
}

/** Two transactions stood in each other's way: what is taken back may succeed at once. By the code that PostgreSQL has for it. */
export class Conflict extends Error {
  readonly code = '40001';
}

/** Does something in one transaction; whatever is thrown takes it back. */
export async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.query('BEGIN');
  try {
    const value = await work();
    await session.query('COMMIT');
    return value;
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Does something with a connection of its own; one that broke is not used again. */
export async function withSession<T>(database: Database, use: (session: Session) => Promise<T>): Promise<T> {
  const session = await database.connect();
  let isBroken = false;
  const broken = (): void => void (isBroken = true);
  session.on('error', broken);
  try {
    return await use(session);
  } catch (error) {
    isBroken ||= !isAnswer(error);
    throw error;
  } finally {
    session.removeListener('error', broken);
    session.release(isBroken);
  }
}

/** Whether an error is an answer of the server, after which the connection can be used. */
function isAnswer(error: unknown): boolean {
  return (
    error instanceof StoreFailure || typeof (error as { readonly severity?: unknown }).severity === 'string'
  );
}
