import type { Code } from '../diagnostics/codes.ts';

/** A finding about a text before lines are known: offsets instead of a place. */
export interface TextFinding {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}
