import type { Code } from '../diagnostics/codes.ts';
import type { Repair } from '../diagnostics/repair.ts';
import type { LocatedText } from '../text/located-text.ts';

/** What the shape check works on, and where its findings go. */
export interface ShapeCheck {
  readonly located: LocatedText;
  /** The rule set that the document's version chooses. */
  readonly version: '1.0' | '1.1';
  readonly report: (code: Code, message: string, detail: ReportDetail) => void;
  /** Whether another finding of this code would still be kept; spares the work of wording it. */
  readonly wants: (code: Code) => boolean;
  /** Called for findings that leave a value at `pointer` which the types of a description do not allow. */
  readonly spoil: (pointer: string) => void;
}

/** Where a finding points, and its next step. */
export interface ReportDetail {
  readonly pointer: string;
  readonly part?: 'key' | 'value';
  readonly hint: string;
  readonly repair?: Repair | undefined;
}

/** A value to check: where it stands, and what messages call it. */
export interface Subject {
  readonly value: unknown;
  readonly pointer: string;
  readonly label: string;
  /** It is a field that need not be there. */
  readonly isOptional?: boolean;
}

/** The text with its first letter upper case, for the beginning of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
