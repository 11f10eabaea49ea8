import type { Database } from './database.ts';

/** The columns of a row of `runs`, for a query over it. */
export const runColumns = `seq, run_id, plan_hash, workflow_id, status, ended, started_at, changed_at, due_at, holder, serial, label,
  blocked, parked, parked_length, reason, (SELECT coalesce(max(n), 0) FROM entries WHERE run = seq) AS length`;

const texts = {
  find: `SELECT ${runColumns} FROM runs WHERE run_id = ?`,
  insert: `INSERT INTO runs (run_id, plan_hash, workflow_id, status, ended, started_at, changed_at, due_at, since, holder, serial, label, blocked)
    VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run_id) DO NOTHING`,
  plan: 'SELECT plan FROM plans WHERE hash = ?',
  hasPlan: 'SELECT 1 FROM plans WHERE hash = ?',
  insertPlan: 'INSERT INTO plans (hash, plan) VALUES (?, ?)',
  append: 'INSERT INTO entries (run, n, at, kind, body) VALUES (?, ?, ?, ?, ?)',
  entries: 'SELECT n, body FROM entries WHERE run = ? AND n > ? ORDER BY n',
  firstEntry: 'SELECT body FROM entries WHERE run = ? AND n = 1',
  hold: `UPDATE runs SET status = 'running', holder = ?, due_at = NULL, since = NULL, reason = NULL WHERE seq = ?`,
  release: `UPDATE runs SET status = ?, holder = NULL, changed_at = ?, due_at = ?, since = ?, parked = ?, parked_length = ? WHERE seq = ?`,
  end: `UPDATE runs SET status = ?, ended = ?, holder = NULL, changed_at = ?, due_at = NULL, since = NULL,
    parked = NULL, parked_length = NULL, blocked = 0, reason = ? WHERE seq = ?`,
  isSerialTaken: 'SELECT 1 FROM runs WHERE serial = ? AND ended = 0 LIMIT 1',
  firstWithSerial: `SELECT ${runColumns} FROM runs WHERE serial = ? AND ended = 0 ORDER BY seq LIMIT 1`,
  unblock: `UPDATE runs SET blocked = 0 WHERE seq = (SELECT min(seq) FROM runs WHERE serial = ? AND ended = 0)`,
  due: `SELECT ${runColumns} FROM runs WHERE due_at <= ? AND blocked = 0 ORDER BY due_at, seq LIMIT ?`,
  nextDue: 'SELECT min(due_at) AS due FROM runs WHERE due_at IS NOT NULL AND blocked = 0',
  claim: 'INSERT OR IGNORE INTO claims (claim, run) VALUES (?, ?)',
  isClaimed: 'SELECT 1 FROM claims JOIN runs ON seq = run WHERE claim = ? AND run_id = ?',
  orphan: `UPDATE runs SET due_at = ?, since = ? WHERE status = 'running' AND holder <> ?`,
  rewind: 'UPDATE runs SET due_at = due_at - since + ?, since = ? WHERE since > ?',
} as const;

/** Every statement of a store, prepared once. */
export type Statements = Readonly<Record<keyof typeof texts, ReturnType<Database['prepare']>>>;

/** Prepares the statements of a store. */
export function statementsOf(database: Database): Statements {
  const prepared = Object.entries(texts).map(([name, text]) => [name, database.prepare(text)]);
  return Object.fromEntries(prepared) as Statements;
}
