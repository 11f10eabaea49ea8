import { type Code, codes } from './codes.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';
import type { Place } from './place.ts';
import type { Repair } from './repair.ts';

/** What a finding may carry besides its code and message. */
export interface DiagnosticDetail {
  readonly place?: Place | undefined;
  readonly hint?: string | undefined;
  /** Overrides the severity that the code has by default. */
  readonly severity?: Severity | undefined;
  /** Only where one reading is provably right. */
  readonly repair?: Repair | undefined;
}

/** Makes a {@link Diagnostic} with its code's severity; absent details leave no key behind. */
export function diagnose(code: Code, message: string, detail: DiagnosticDetail = {}): Diagnostic {
  return {
    code,
    severity: detail.severity ?? codes[code],
    message,
    ...(detail.hint === undefined ? {} : { hint: detail.hint }),
    ...(detail.place === undefined ? {} : { place: detail.place }),
    ...(detail.repair === undefined ? {} : { repair: detail.repair }),
  };
}
