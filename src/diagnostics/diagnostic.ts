import type { Code } from './codes.ts';
import type { Place } from './place.ts';
import type { Repair } from './repair.ts';

/**
 * How bad a finding is.
 * - `error`: the document cannot run.
 * - `hazard`: it would run and do the wrong thing.
 * - `warning`, `info`: worth knowing; never stops a run.
 */
export type Severity = 'error' | 'hazard' | 'warning' | 'info';

/** One finding: what is wrong, where, and what to do next. Plain JSON. Findings are collected, never thrown. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** One sentence that names the thing: `"postPaymentIntents" does not exist in source "stripeApi".` */
  readonly message: string;
  /** The next step, as an instruction: `Did you mean PostPaymentIntents? operationIds are case-sensitive.` */
  readonly hint?: string;
  readonly place?: Place;
  /** How the document is put right; absent where there is more than one way, or none. */
  readonly repair?: Repair;
}

/** Whether a run must refuse because of this finding, before anything is sent. */
export function stops(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error' || diagnostic.severity === 'hazard';
}
