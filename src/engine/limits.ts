import { defaultPoll } from '../plan/polls.ts';

/** Bounds that keep a run from going on for ever (clause H16). */
export interface Limits {
  /** Step entries over the whole run, nested workflows included. */
  readonly maxSteps: number;
  /** Times one step may be entered within one workflow. */
  readonly maxVisits: number;
  /** Workflows within workflows. */
  readonly maxDepth: number;
  /** Milliseconds that the run may take by the clock; then nothing more is sent, and calls that are under way come to their ends. Absent: as long as it takes. */
  readonly maxMilliseconds?: number;
  /** The longest wait that a provider's `Retry-After` may order; a longer one fails the step instead (clause H11). */
  readonly maxRetryAfterMilliseconds: number;
  /** How long a poll waits before its next round, where the document lets it go on at once (clause H20). */
  readonly pollMilliseconds: number;
  /** Rounds that a poll may make in a row. */
  readonly maxPolls: number;
  /** How long a step waits for a message when it has no timeout of its own (clause E13). */
  readonly maxReceiveMilliseconds: number;
}

/** The limits of a run that sets none. */
export const defaultLimits: Limits = {
  maxSteps: 1000,
  maxVisits: 250,
  maxDepth: 20,
  maxRetryAfterMilliseconds: 3_600_000,
  pollMilliseconds: defaultPoll.milliseconds,
  maxPolls: defaultPoll.most,
  maxReceiveMilliseconds: 3_600_000,
};

/** The limits that are given, and the default of each that is not. */
export function completeLimits(given: Partial<Limits> = {}): Limits {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaultLimits, ...Object.fromEntries(set) };
}

/** The least and the greatest value of each limit. Ends of workflows are followed to their callers one within another, so their depth stays small. */
const ranges: Readonly<Record<keyof Limits, readonly [least: number, greatest: number]>> = {
  maxSteps: [1, Number.MAX_SAFE_INTEGER],
  maxVisits: [1, Number.MAX_SAFE_INTEGER],
  maxDepth: [1, 500],
  maxMilliseconds: [1, Number.MAX_SAFE_INTEGER],
  maxRetryAfterMilliseconds: [0, Number.MAX_SAFE_INTEGER],
  pollMilliseconds: [0, Number.MAX_SAFE_INTEGER],
  maxPolls: [1, Number.MAX_SAFE_INTEGER],
  maxReceiveMilliseconds: [1, Number.MAX_SAFE_INTEGER],
};

/** What is wrong with limits, in a sentence each: one that is no number bounds nothing. */
export function wrongLimits(limits: Limits): readonly string[] {
  return Object.entries(limits).flatMap(([name, value]) => {
    if (!Object.hasOwn(ranges, name)) return [`There is no limit "${name}".`];
    const [least, greatest] = ranges[name as keyof Limits];
    if (Number.isSafeInteger(value) && value >= least && value <= greatest) return [];
    return [`The limit "${name}" is ${String(value)}; it is a whole number from ${least} to ${greatest}.`];
  });
}

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
