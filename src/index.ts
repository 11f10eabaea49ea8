/**
 * Heddle's library: read, check and run Arazzo workflows.
 * @example
 * const { plan, diagnostics } = await load('workflow.yaml');
 * if (plan) console.log(await run(plan, { inputs: { amount: 1999 } }));
 */
export { check, type CheckOptions } from './check.ts';
export { load, type Loaded, type LoadOptions } from './load.ts';
export { type ReadTextAt, sharedReadings } from './sources/readings.ts';
export { lock, type LockDraft, type LockOptions } from './lock.ts';
export { prepare, type Prepared, type PrepareOptions } from './prepare.ts';
export { run, start, type StartOptions } from './run.ts';
export {
  listenForWebhooks,
  type WebhookListener,
  type WebhookListenerOptions,
} from './channel/webhook-listener.ts';
export type { ChannelTransports } from './runtime/prepare-messages.ts';
export { codeFrame } from './diagnostics/code-frame.ts';
export type { Code } from './diagnostics/codes.ts';
export { type Diagnostic, type Severity, stops } from './diagnostics/diagnostic.ts';
export type { Mode } from './diagnostics/mode.ts';
export type { Place } from './diagnostics/place.ts';
export {
  type ChannelPlace,
  type ChannelTransport,
  type Clock,
  type HttpRequest,
  type HttpResponse,
  type IncomingMessage,
  type OutgoingMessage,
  type Transport,
  TransportFailure,
  type TransportFailureReason,
} from './engine/ports.ts';
export type { Entry } from './journal/entry.ts';
export { memoryStore } from './journal/memory-store.ts';
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './journal/sqlite/sqlite-store.ts';
export {
  type RunFilter,
  type RunPage,
  type Store,
  type StoredRun,
  type StoredStatus,
  StoreFailure,
} from './journal/store.ts';
export { defaultLimits, type Limits } from './engine/limits.ts';
export type { Outputs } from './expression/scope.ts';
export type { Plan } from './plan/plan.ts';
export type { StepSupply, Supply } from './plan/supply.ts';
export type { DescribedServer, ServerChoice } from './credentials/server-choice.ts';
export type { LookUpSettings, ProfileSettings, StatusRange } from './providers/profile-settings.ts';
export type { Suppressions } from './providers/suppressions.ts';
export { memorySuppressions } from './providers/suppressions.ts';
export type { RecordedBody, RecordedExchange, RecordedMessage } from './http/recorded-exchange.ts';
export type { AttemptResult, RunResult, StepResult } from './report/run-result.ts';
export type { RunEvent } from './runtime/interpret.ts';
export { type DbosRunsOptions, openDbosRuns } from './runtime/dbos/dbos-runs.ts';
export { migratePostgres } from './runtime/dbos/migrate.ts';
export { type LocalRunsOptions, openLocalRuns } from './runtime/local/local-runs.ts';
export type {
  LiveEvent,
  Load,
  Reply,
  RunReading,
  RunRequest,
  Runs,
  StartReply,
  Verdict,
} from './runtime/runs.ts';
