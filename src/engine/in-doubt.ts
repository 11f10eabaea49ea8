import { unreached } from './early.ts';
import type { Program } from './program.ts';
import type { Frame } from './run-state.ts';

/** The calls of workflows in progress that may have taken effect without an answer, by the names that their idempotency keys are made from. */
export function inDoubt(program: Program, frames: readonly Frame[]): readonly string[] {
  return frames.flatMap((frame) => [
    ...Object.values(frame.undecided).flatMap((attempt) => (attempt.inDoubt ? [attempt.keyName] : [])),
    ...unreached(program, frame).flatMap(({ came, name, step: { key } }) =>
      came.outcome.provider.inDoubt ? [frame.undecided[key]?.keyName ?? name] : [],
    ),
  ]);
}
