/** Bounds that keep a run from going on for ever (clause H16). */
export interface Limits {
  /** Step entries over the whole run, nested workflows included. */
  readonly maxSteps: number;
  /** Times one step may be entered within one workflow. */
  readonly maxVisits: number;
  /** Workflows within workflows. */
  readonly maxDepth: number;
  /** The longest wait that a provider's `Retry-After` may order; a longer one fails the step instead (clause H11). */
  readonly maxRetryAfterMilliseconds: number;
}

/** The limits of a run that sets none. */
export const defaultLimits: Limits = {
  maxSteps: 1000,
  maxVisits: 250,
  maxDepth: 20,
  maxRetryAfterMilliseconds: 3_600_000,
};

/** Which limit forbids to enter a step again, in a sentence; undefined when none does. */
export function limitOnEntry(
  { maxSteps, maxVisits }: Limits,
  stepsTaken: number,
  stepId: string,
  visit: number,
): string | undefined {
  if (stepsTaken >= maxSteps) return `The run has entered ${maxSteps} steps, its limit.`;
  if (visit > maxVisits) return `Step "${stepId}" has been entered ${maxVisits} times, its limit.`;
  return undefined;
}
