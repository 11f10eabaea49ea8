import { randomUUID } from 'node:crypto';
import { type Database, inTransaction, type Session } from './database.ts';
import { lockSpace } from './schema.ts';

/**
 * A process that has runs in hand. It holds an advisory lock for as long as its connection lives, so that everyone knows when it is gone: the
 * server takes the lock back.
 */
export interface Worker {
  /** Names it as the holder of runs. Another one once it was taken for gone. */
  readonly nonce: string;
  /**
   * Makes sure of the lock, and finds workers that are gone; their locks are this one's until {@link Worker.release}. Rejects while the database cannot be
   * reached.
   */
  round(): Promise<readonly GoneWorker[]>;
  release(gone: GoneWorker): Promise<void>;
  /** Lets go of the lock. What it still holds is for the others to take over. */
  leave(): void;
}

/** A worker whose lock is free. */
export interface GoneWorker {
  readonly id: number;
  readonly nonce: string;
  /** Under which DBOS knows it. */
  readonly executor: string;
}

/** What a worker knows of itself, and tells. */
export interface WorkerOptions {
  readonly executor: string;
  /** It was taken for gone: others have its runs, and it goes on under another name. */
  readonly displaced: () => void;
}

/** A machine that vanishes without a word is gone after about ten seconds. */
const keepalive = `SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;`;

/** A worker as it knows itself. */
interface Self {
  readonly database: Database;
  readonly options: WorkerOptions;
  nonce: string;
  /** The connection that holds its lock. */
  session?: Session | undefined;
}

/** Joins the workers of a store. */
export async function joinWorkers(database: Database, options: WorkerOptions): Promise<Worker> {
  const self: Self = { database, options, nonce: randomUUID() };
  await connect(self, enter);
  return {
    get nonce() {
      return self.nonce;
    },
    async round() {
      const session = self.session ?? (await connect(self, comeBack));
      try {
        const { rows } = await session.query<GoneWorker & { readonly gone: boolean }>(othersText, [
          self.nonce,
          lockSpace,
        ]);
        return rows.filter(({ gone }) => gone);
      } catch (error) {
        leave(self);
        throw error;
      }
    },
    async release({ id }) {
      await self.session?.query('SELECT pg_advisory_unlock($1, $2)', [lockSpace, id]);
    },
    leave: () => leave(self),
  };
}

function leave(self: Self): void {
  self.session?.release(true);
  self.session = undefined;
}

/** Makes the connection whose life is that of the worker. */
async function connect(
  self: Self,
  takeLock: (self: Self, session: Session) => Promise<void>,
): Promise<Session> {
  const session = await self.database.connect();
  session.on('error', () => {
    if (self.session === session) leave(self);
  });
  try {
    await session.query(keepalive);
    await takeLock(self, session);
  } catch (error) {
    session.release(true);
    throw error;
  }
  self.session = session;
  return session;
}

/** Takes the lock of a new worker. Nobody sees its row before that. */
function enter({ nonce, options: { executor } }: Self, session: Session): Promise<void> {
  return inTransaction(session, async () => {
    const { rows } = await session.query<{ readonly id: number }>(
      'INSERT INTO heddle.workers (nonce, executor, since) VALUES ($1, $2, $3) RETURNING id',
      [nonce, executor, Date.now()],
    );
    await session.query('SELECT pg_advisory_lock($1, $2)', [lockSpace, rows[0]!.id]);
  });
}

/** Takes the lock again after the connection broke; as a new worker, if others took this one for gone. */
async function comeBack(self: Self, session: Session): Promise<void> {
  const { rows } = await session.query<{ readonly taken: boolean }>(
    'SELECT pg_try_advisory_lock($1, id) AS taken FROM heddle.workers WHERE nonce = $2',
    [lockSpace, self.nonce],
  );
  if (rows[0]?.taken === true) return;
  // The server takes the broken connection for a living one, or somebody is about to take over: in a moment it is known.
  if (rows[0] !== undefined) throw new Error('The lock of the worker is with another connection.');
  self.nonce = randomUUID();
  self.options.displaced();
  await enter(self, session);
}

const othersText = `WITH others AS MATERIALIZED (SELECT id, nonce, executor FROM heddle.workers WHERE nonce <> $1)
  SELECT id, nonce, executor, pg_try_advisory_lock($2, id) AS gone FROM others`;
