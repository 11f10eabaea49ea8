import { evaluateStep } from '../engine/evaluate-step.ts';
import type { CallFailure, CallOutcome, ProviderVerdict } from '../engine/outcome.ts';
import type { LinkedStep } from '../engine/program.ts';
import type { Scope } from '../expression/scope.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import { UnserializableValue } from '../openapi/serialize/unserializable-value.ts';

/** An outcome but for what is the same for every outcome. */
export type Came = Omit<CallOutcome, 'kind' | 'durationMilliseconds'>;

/** Why something could not be made from its values, so that nothing was sent. */
export interface Unbuilt {
  readonly failure: CallFailure;
  readonly dependsOnAnswers: boolean;
}

/** What is said of a call that was never sent. */
export const unsent: ProviderVerdict = { facts: {}, decided: true, mayRetry: true, inDoubt: false };

/** What a function makes of its values, or why it cannot. */
export function orUnbuilt<Made>(make: () => Made): Made | Unbuilt {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UnresolvedValue || error instanceof UnserializableValue)) throw error;
    const dependsOnAnswers =
      error instanceof UnresolvedValue && /^\$(steps|workflows)\./.test(error.expression);
    return {
      failure: { reason: 'unbuildable', delivery: 'not-sent', message: error.message },
      dependsOnAnswers,
    };
  }
}

/** The outcome of a step whose request or message could not be made. */
export function notBuilt(step: LinkedStep, scope: Scope, { failure, dependsOnAnswers }: Unbuilt): Came {
  const evaluation = evaluateStep(step, scope, false, false);
  // Only what an earlier answer left out is for the document to handle; anything else is a mistake in document or inputs.
  const actions = dependsOnAnswers ? evaluation.actions : [];
  return { ...evaluation, actions, failure, provider: unsent, repeatable: true, requests: 0 };
}
