import { type Answer, decideStep } from './decide.ts';
import type { Decision } from './decision.ts';
import { namesOf, stepOf, without } from './frame.ts';
import type { Frame } from './run-state.ts';
import type { Surroundings } from './stop.ts';

/** What follows an answer. */
export interface Verdict {
  /** The name of the attempt that was answered. */
  readonly name: string;
  readonly decision: Decision;
  /** The attempts that providers have not decided by then. */
  readonly undecided: Frame['undecided'];
}

/** What follows an answer to the step at which a frame stands. */
export function verdictOn(around: Surroundings, frame: Frame, answer: Omit<Answer, 'inDoubt'>): Verdict {
  const step = stepOf(around.program, frame);
  const { key } = step;
  const { name, keyName } = namesOf(frame, step);
  const isUndecided = answer.provider?.decided === false;
  // An attempt in doubt stays so until the provider decides it, whatever its repeats run into.
  const inDoubt =
    answer.provider?.inDoubt === true || (isUndecided && frame.undecided[key]?.inDoubt === true);
  return {
    name,
    decision: decideStep(step, frame, { inDoubt, ...answer }, around.limits),
    undecided: isUndecided
      ? { ...frame.undecided, [key]: { keyName, inDoubt } }
      : answer.provider === undefined
        ? frame.undecided
        : without(frame.undecided, key),
  };
}
