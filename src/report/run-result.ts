import type { EvaluatedCriterion } from '../criterion/condition.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { AppliedRepair } from '../diagnostics/repair.ts';
import type { DecidedStep } from '../engine/decision.ts';
import type { ChannelUsed, FailureClass } from '../engine/outcome.ts';
import type { Outputs } from '../expression/scope.ts';
import type { RecordedExchange } from '../http/recorded-exchange.ts';
import type { Redactor } from '../http/redact.ts';
import type { AttemptRecord, RunRecord, VisitRecord } from '../journal/fold.ts';
import type { Plan } from '../plan/plan.ts';
import { inputsSchema } from '../plan/inputs/workflow-inputs.ts';
import { endFindings } from './end-findings.ts';

/** How a run ended, or why it did not begin. The object that `--json` prints; plain JSON. */
export interface RunResult {
  /** `refused`: no operation was called. `needs-attention`: whether a call took effect is unknown. `queued`: of a kept run that nobody has in hand. */
  readonly status:
    | 'completed'
    | 'failed'
    | 'refused'
    | 'needs-attention'
    | 'cancelled'
    | 'running'
    | 'queued';
  /** Absent when the run was refused. */
  readonly runId?: string;
  readonly workflowId?: string;
  /** With secrets and personal data masked. */
  readonly inputs: Outputs;
  /** Those that found nothing are null. */
  readonly outputs: Outputs;
  readonly diagnostics: readonly Diagnostic[];
  /** Repairs that were made in the document, in memory. */
  readonly repairs: readonly AppliedRepair[];
  readonly steps: readonly StepResult[];
  /** Identifies the plan that ran. */
  readonly planHash?: string;
  /** Milliseconds from the first entry of the journal to the last. */
  readonly durationMs?: number;
  /** Of a kept run that has been put aside: when it goes on, in milliseconds since the Unix epoch. */
  readonly waitsUntil?: number;
  /** Of a kept run that had ended before it was asked for, so that nothing was sent now: when, in milliseconds since the Unix epoch. */
  readonly endedBefore?: number;
}

/** One visit of a step, or a step that no visit reached. */
export interface StepResult {
  readonly workflowId: string;
  readonly stepId: string;
  readonly status: 'succeeded' | 'failed' | 'skipped' | 'in-doubt';
  readonly attempts: readonly AttemptResult[];
  /** The action that followed the last attempt, by name, and why. */
  readonly action?: {
    readonly name?: string;
    readonly type: string;
    readonly target?: string;
    /** How long it waits before that; absent when it does not. */
    readonly waitMilliseconds?: number;
    readonly reason: string;
  };
  readonly outputs: Outputs;
}

/** One attempt of a step. */
export interface AttemptResult {
  /** `workflowId/stepId#visit.attempt`. */
  readonly name: string;
  readonly method?: string;
  /** With secret parts masked. */
  readonly url?: string;
  readonly statusCode?: number;
  /** Of a step on a channel: where its message went or came from. */
  readonly channel?: ChannelUsed;
  /** Why there is no answer. */
  readonly failure?: string;
  /** With a failure: whether what it is about may have arrived all the same. */
  readonly delivery?: 'not-sent' | 'unknown';
  readonly criteria: readonly EvaluatedCriterion[];
  /** Milliseconds since the Unix epoch; absent while it is told as it happens. */
  readonly startedAt?: number;
  readonly durationMs: number;
  /** Requests put on the wire for this attempt: 0 where an earlier one may have arrived, so that at most the provider was asked what came of it. */
  readonly requests: number;
  readonly classification?: FailureClass;
  /** Safe facts that the provider gave, such as a decline code and a request id. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** What went over the wire, where it was recorded. */
  readonly exchange?: RecordedExchange;
}

/** A run that was refused before anything was sent. */
export function refusal(
  diagnostics: readonly Diagnostic[],
  workflowId?: string,
  inputs: Outputs = {},
): RunResult {
  return {
    status: 'refused',
    ...(workflowId === undefined ? {} : { workflowId }),
    inputs,
    outputs: {},
    diagnostics,
    repairs: [],
    steps: [],
  };
}

/**
 * Makes a run's result from its record.
 * @param redactor That of the run: it knows the credentials, and what is secret among the inputs (clause A15).
 */
export function runResult(
  plan: Plan,
  record: RunRecord,
  inputs: Outputs,
  diagnostics: readonly Diagnostic[],
  redactor: Redactor,
): RunResult {
  const { state } = record;
  const schema = inputsSchema(plan, state.workflowId);
  const steps = [...record.visits.map((visit) => stepResult(visit, redactor)), ...skipped(plan, record)];
  return {
    status: state.status,
    runId: state.runId,
    workflowId: state.workflowId,
    inputs: redactor.inputs(inputs, schema),
    outputs: redactor.value(state.outputs ?? {}) as Outputs,
    diagnostics: [...diagnostics, ...endFindings(record, outputsAreDue(plan, record, steps))],
    repairs: [],
    steps,
    planHash: state.planHash,
    durationMs: record.lastAt - record.startedAt,
  };
}

/** Whether every output should have been found: the plan says that this counts, and all steps of the workflow have succeeded (clause D8). */
function outputsAreDue(plan: Plan, { state }: RunRecord, steps: readonly StepResult[]): boolean {
  const { workflowId, status } = state;
  const counts = plan.workflows.find((workflow) => workflow.workflowId === workflowId)?.outputsDue === true;
  if (!counts || status !== 'completed') return false;
  return steps.every((step) => step.workflowId !== workflowId || step.status === 'succeeded');
}

function stepResult(visit: VisitRecord, redactor: Redactor): StepResult {
  const last = visit.attempts.at(-1);
  const decision = visit.nested?.decision ?? last?.decision;
  const succeeded = visit.nested?.succeeded ?? last?.outcome.succeeded ?? false;
  return {
    workflowId: visit.workflowId,
    stepId: visit.stepId,
    status: decision?.kind === 'attention' ? 'in-doubt' : succeeded ? 'succeeded' : 'failed',
    attempts: visit.attempts.map((attempt) => attemptResult(attempt)),
    ...(decision === undefined ? {} : { action: actionResult(decision) }),
    outputs: redactor.value(last?.outcome.outputs ?? {}) as Outputs,
  };
}

/** A decision as reports show it. */
export function actionResult({
  kind,
  action,
  target,
  waitMilliseconds = 0,
  reason,
}: DecidedStep['decision']): NonNullable<StepResult['action']> {
  return {
    ...(action === undefined ? {} : { name: action }),
    type: kind,
    ...(target === undefined ? {} : { target }),
    ...(waitMilliseconds === 0 ? {} : { waitMilliseconds }),
    reason,
  };
}

/** One attempt as reports show it; when it began is known once it is in the journal. */
export function attemptResult({
  name,
  outcome,
  at,
  exchange,
}: Pick<AttemptRecord, 'name' | 'outcome' | 'exchange'> & { readonly at?: number }): AttemptResult {
  const { request, channel, statusCode, failure, criteria, durationMilliseconds, requests, provider } =
    outcome;
  return {
    name,
    ...request,
    ...(channel === undefined ? {} : { channel }),
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(failure === undefined ? {} : { failure: failure.message, delivery: failure.delivery }),
    criteria,
    ...(at === undefined ? {} : { startedAt: at - durationMilliseconds }),
    durationMs: durationMilliseconds,
    requests,
    ...(provider.classification === undefined ? {} : { classification: provider.classification }),
    facts: provider.facts,
    ...(exchange === undefined ? {} : { exchange }),
  };
}

/** Steps of the run's own workflow that no visit reached. */
function skipped(plan: Plan, { state, visits }: RunRecord): StepResult[] {
  const { workflowId } = state;
  const seen = new Set(
    visits.filter((visit) => visit.workflowId === workflowId).map((visit) => visit.stepId),
  );
  const steps = plan.workflows.find((workflow) => workflow.workflowId === workflowId)?.steps ?? [];
  return steps
    .filter((step) => !seen.has(step.stepId))
    .map(({ stepId }) => ({ workflowId, stepId, status: 'skipped', attempts: [], outputs: {} }));
}
