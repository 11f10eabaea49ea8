import type { Code } from '../diagnostics/codes.ts';
import type { Severity } from '../diagnostics/diagnostic.ts';

/** A finding within one string of a document. Whoever knows the string's place makes a Diagnostic of it. */
export interface TextFinding {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string;
  /** 0-based, in UTF-16 code units from the start of the string. */
  readonly offset: number;
  /** At least 1, in UTF-16 code units. */
  readonly length: number;
  /** Overrides the severity that the code has by default. */
  readonly severity?: Severity;
  /** The whole string as it should be written, where one reading is left. */
  readonly meant?: string;
}

/** What becomes of text that was meant to be an expression: a request takes it along, or an output gives it out. */
export type TextFate = 'sent' | 'given out';
