import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Redactor } from '../http/redact.ts';
import { inputsSchema } from '../plan/inputs/workflow-inputs.ts';
import { lookUpFirst } from '../report/end-findings.ts';
import { runResult, type RunResult } from '../report/run-result.ts';
import type { RunReading } from '../runtime/runs.ts';
import { settleHint } from './next-step.ts';

/**
 * How a run of a store stands, for reports: its journal does not tell that it waits to be taken in hand, or for another one with its key,
 * nor how a person goes on with it.
 * @param store As it may be shown.
 */
export function standOf(
  { run, plan, record, inputs }: RunReading,
  diagnostics: readonly Diagnostic[],
  masking: Redactor,
  store: string,
): RunResult {
  const redactor = masking.ofRun(inputs, inputsSchema(plan, run.workflowId));
  const result = runResult(plan, record, inputs, diagnostics, redactor);
  const hint = settleHint({ runId: run.runId, store });
  return {
    ...result,
    diagnostics: result.diagnostics.map((each) => (each.hint === lookUpFirst ? { ...each, hint } : each)),
    ...(run.status === 'queued' ? { status: 'queued' } : {}),
    ...(run.status === 'waiting' && run.dueAt !== undefined ? { waitsUntil: run.dueAt } : {}),
  };
}
