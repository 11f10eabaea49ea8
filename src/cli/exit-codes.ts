import type { RunResult } from '../report/run-result.ts';

/** What the process ends with, by how things ended. */
export const exitCodes: Readonly<Record<Exclude<RunResult['status'], 'running' | 'queued'>, number>> = {
  /** The workflow reached an end; a check found nothing that stops; help was shown. */
  completed: 0,
  /** The workflow failed, or Heddle itself did. */
  failed: 1,
  /** Nothing was sent: usage, inputs, document, source or credentials. */
  refused: 2,
  /** Whether a call took effect is unknown. */
  'needs-attention': 3,
  /** Interrupted: 128 and the number of SIGINT. */
  cancelled: 130,
};
