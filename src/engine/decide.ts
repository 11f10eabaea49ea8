import type { Decision } from './decision.ts';
import type { ActionPlan } from '../plan/plan.ts';
import { retriesUsed } from './frame.ts';
import type { Limits } from './limits.ts';
import type { CallFailure, EvaluatedAction, ProviderVerdict } from './outcome.ts';
import type { LinkedStep } from './program.ts';
import type { Frame, RunReason } from './run-state.ts';

/** An answer as far as the choice of an action depends on it. */
export interface Answer {
  readonly succeeded: boolean;
  /** The chain that applies, in order, each evaluated against this answer. */
  readonly actions: readonly EvaluatedAction[];
  readonly statusCode?: number;
  readonly failure?: CallFailure;
  readonly retryAfterMilliseconds?: number;
  readonly provider?: ProviderVerdict;
  readonly repeatable?: boolean;
  /** Whether this attempt, or one that it repeats, may have taken effect without an answer. */
  readonly inDoubt?: boolean;
  /** Why the nested workflow failed, when the step called one. */
  readonly cause?: RunReason;
}

/**
 * Chooses the action that follows an answer: the first in the chain whose criteria all hold (clause H5), where a retry
 * whose limit is used up, or which the provider forbids, gives way to the actions after it (clause H13).
 */
function decide(step: LinkedStep, frame: Frame, answer: Answer, limits: Limits): Decision {
  const inDoubt = answer.inDoubt === true;
  const chain = answer.succeeded ? step.onSuccess : step.onFailure;
  const passedOver: string[] = [];
  for (const [index, { plan }] of chain.entries()) {
    const evaluated = answer.actions[index];
    if (evaluated?.matched !== true) continue;
    // While it is unknown whether the call took effect, only a repeat that cannot do it twice is safe.
    if (inDoubt && !(plan.type === 'retry' && answer.repeatable === true)) continue;
    const reason =
      plan.criteria.length === 0
        ? `"${plan.name}" has no criteria`
        : `every criterion of "${plan.name}" holds`;
    switch (plan.type) {
      case 'end':
        return { kind: 'end', action: plan.name, reason };
      case 'goto':
        return {
          kind: 'goto',
          action: plan.name,
          target: (plan.stepId ?? plan.workflowId)!,
          ...(plan.poll === true ? { waitMilliseconds: pollWait(answer, limits) } : {}),
          reason,
        };
      case 'retry': {
        const obstacle = obstacleToRetry(plan, frame, answer, limits);
        if (obstacle !== undefined) {
          passedOver.push(obstacle);
          break;
        }
        const waitMilliseconds = answer.retryAfterMilliseconds ?? Math.round((plan.retryAfter ?? 0) * 1000);
        const target = plan.stepId ?? plan.workflowId;
        return { kind: 'retry', action: plan.name, ...(target && { target }), waitMilliseconds, reason };
      }
    }
  }
  if (inDoubt) {
    const danger = answer.repeatable === true ? '' : ', and repeating it could do it twice';
    return {
      kind: 'attention',
      reason: [...passedOver, `whether the call took effect is unknown${danger}`].join('; '),
    };
  }
  if (answer.succeeded) {
    return { kind: 'next', reason: chain.length === 0 ? 'the step succeeded' : 'no success action matched' };
  }
  return { kind: 'fail', reason: [...passedOver, 'no failure action matched'].join('; ') };
}

/** What follows an answer in its frame. The actions of a step that helps another do not decide; that its call is in doubt does (clause H14). */
export function decideStep(step: LinkedStep, frame: Frame, answer: Answer, limits: Limits): Decision {
  if (frame.role?.kind !== 'helper-step') return decide(step, frame, answer, limits);
  const decision = decide(step, frame, { ...answer, actions: [] }, limits);
  if (decision.kind === 'attention') return decision;
  return { kind: 'resume', reason: 'it ran for the retry of another step' };
}

/** A provider that asks for more time than a poll takes by itself has it, as far as the run allows (clauses H11, H20). */
function pollWait({ retryAfterMilliseconds = 0 }: Answer, limits: Limits): number {
  const ordered = Math.min(retryAfterMilliseconds, limits.maxRetryAfterMilliseconds);
  return Math.max(ordered, limits.pollMilliseconds);
}

/** Why a matching retry action does not apply, or undefined when it does. */
function obstacleToRetry(
  { name, retryLimit, stepId, workflowId }: Extract<ActionPlan, { type: 'retry' }>,
  frame: Frame,
  answer: Answer,
  limits: Limits,
): string | undefined {
  const helped = stepId !== undefined || workflowId !== undefined;
  if (answer.failure?.reason === 'unbuildable' && !helped)
    return `what the request lacks would be lacking again, so "${name}" does not apply`;
  if (answer.provider?.mayRetry === false)
    return `the provider says not to retry, so "${name}" does not apply`;
  if (retriesUsed(frame, name) >= retryLimit)
    return `"${name}" has used its ${retryLimit === 1 ? 'one retry' : `${retryLimit} retries`}`;
  const ordered = answer.retryAfterMilliseconds ?? 0;
  if (ordered > limits.maxRetryAfterMilliseconds) {
    return `the provider asks to wait ${Math.ceil(ordered / 1000)} s, more than this run allows`;
  }
  return undefined;
}
