import { type Diagnostic, stops } from './diagnostic.ts';

/** Findings as the members of a problem (RFC 9457). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The media type of {@link ProblemDetails} as JSON. */
export const problemType = 'application/problem+json';

/** The finding that a refusal is about: the first one that stops, else the first. */
export function mainOf(diagnostics: readonly Diagnostic[]): Diagnostic {
  return diagnostics.find(stops) ?? diagnostics[0]!;
}

/** What a refusal by HTTP says: its finding, with all of them in `diagnostics`. */
export function problemDetails(diagnostics: readonly Diagnostic[], status: number): ProblemDetails {
  const { code, message, hint } = mainOf(diagnostics);
  return {
    type: `urn:heddle:${code}`,
    title: message,
    status,
    ...(hint === undefined ? {} : { detail: hint }),
    code,
    diagnostics,
  };
}
