import type { Redactor } from '../http/redact.ts';
import type { StoredRun } from '../journal/store.ts';
import { inputsSchema } from '../plan/inputs/workflow-inputs.ts';
import { runResult, type RunResult } from '../report/run-result.ts';
import type { RunReading } from '../runtime/runs.ts';

/** A run in a list. Times are in milliseconds since the Unix epoch. */
export type RunSummary = StoredRun;

/** A run with all that its journal tells. Secrets and personal data are masked. */
export type RunView = Omit<StoredRun, 'reason'> &
  Omit<RunResult, 'status' | 'runId' | 'workflowId' | 'planHash'> & { readonly reason?: StoredRun['reason'] };

/** A run as it is shown: masked by what knows its credentials, and by what is secret among its inputs. */
export function runView(reading: RunReading, masking: Redactor): RunView {
  const { run, plan, record, inputs } = reading;
  const redactor = masking.ofRun(inputs, inputsSchema(plan, run.workflowId));
  // How the run stands in the store says more than the state: `waiting`, `queued`.
  return { ...runResult(plan, record, inputs, [], redactor), ...run };
}
