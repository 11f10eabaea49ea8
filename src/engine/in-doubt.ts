import { unreached } from './early.ts';
import { stepOf } from './frame.ts';
import type { Program } from './program.ts';
import type { Frame } from './run-state.ts';

/** A call of which it is unknown whether it took effect. */
export interface Doubt {
  /** The name that its idempotency key is made from. */
  readonly keyName: string;
  /** Whether the run stands at it: once the doubt is settled, it goes on from there. Otherwise it has failed for another reason. */
  readonly isCurrent: boolean;
}

/** The calls in doubt of workflows in progress, the one at which the innermost stands first. */
export function doubtsOf(program: Program, frames: readonly Frame[]): readonly Doubt[] {
  const found = frames.flatMap((frame, index) => {
    const current = index === frames.length - 1 ? stepOf(program, frame)?.key : undefined;
    const left = Object.entries(frame.undecided).flatMap(([key, attempt]) =>
      attempt.inDoubt ? [{ keyName: attempt.keyName, isCurrent: key === current }] : [],
    );
    const early = unreached(program, frame).flatMap(({ came, keyName }) =>
      came.outcome.provider.inDoubt ? [{ keyName, isCurrent: false }] : [],
    );
    return [...left, ...early.filter(({ keyName }) => left.every((each) => each.keyName !== keyName))];
  });
  return found.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
}

/** The calls in doubt of workflows in progress, by the names that their idempotency keys are made from. */
export function inDoubt(program: Program, frames: readonly Frame[]): readonly string[] {
  return doubtsOf(program, frames).map(({ keyName }) => keyName);
}
