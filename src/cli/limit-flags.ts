import { type Command, InvalidArgumentError } from 'commander';
import { defaultLimits, type Limits } from '../engine/limits.ts';
import { readDuration } from './read-duration.ts';

/** The flags that say how far a run may go. */
export interface LimitFlags {
  /** Milliseconds. */
  readonly maxTime?: number;
  readonly maxSteps?: number;
  readonly maxDepth?: number;
  /** Milliseconds. */
  readonly pollDelay?: number;
  readonly maxPolls?: number;
}

/** Declares the flags. */
export function addLimitFlags(command: Command): Command {
  const { maxSteps, maxDepth, pollMilliseconds, maxPolls } = defaultLimits;
  return command
    .option('--max-time <duration>', 'stop the run after this time, such as 90s or 15min', readDuration)
    .option('--max-steps <number>', `stop it when it enters more steps (${maxSteps})`, count)
    .option('--max-depth <number>', `stop it when workflows call workflows deeper (${maxDepth})`, count)
    .option(
      '--poll-delay <duration>',
      `wait so long before a poll reads again (${pollMilliseconds / 1000}s)`,
      readDuration,
    )
    .option(
      '--max-polls <number>',
      `stop it when a poll reads again more often in a row (${maxPolls})`,
      count,
    );
}

/** What the flags mean for a run. A step may be entered again as often as the run may enter steps, when that is said. */
export function limitsOf({ maxTime, maxSteps, maxDepth, pollDelay, maxPolls }: LimitFlags): Partial<Limits> {
  return {
    ...(maxTime === undefined ? {} : { maxMilliseconds: maxTime }),
    ...(maxSteps === undefined ? {} : { maxSteps, maxVisits: maxSteps }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(pollDelay === undefined ? {} : { pollMilliseconds: pollDelay }),
    ...(maxPolls === undefined ? {} : { maxPolls }),
  };
}

function count(text: string): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number < 1) throw new InvalidArgumentError('It is a whole number from 1 on.');
  return number;
}
