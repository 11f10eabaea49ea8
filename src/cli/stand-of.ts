import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Redactor } from '../http/redact.ts';
import { inputsSchema } from '../plan/inputs/workflow-inputs.ts';
import { runResult, type RunResult } from '../report/run-result.ts';
import type { RunReading } from '../runtime/runs.ts';

/** How a run of a store stands, for reports: its journal does not tell that it waits to be taken in hand, or for another one with its key. */
export function standOf(
  { run, plan, record, inputs }: RunReading,
  diagnostics: readonly Diagnostic[],
  masking: Redactor,
): RunResult {
  const redactor = masking.ofRun(inputs, inputsSchema(plan, run.workflowId));
  const result = runResult(plan, record, inputs, diagnostics, redactor);
  return run.status === 'queued' ? { ...result, status: 'queued' } : result;
}
