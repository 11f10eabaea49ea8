import type { Answer } from './decide.ts';
import type { Decision } from './decision.ts';
import type { RunReason } from './run-state.ts';

/** Says in one sentence why a step ended its workflow. Names safe facts only; never a body, an input or a credential. */
export function describeFailure(
  place: Pick<RunReason, 'workflowId' | 'stepId'>,
  answer: Answer,
  decision: Decision,
): RunReason {
  if (answer.cause !== undefined) return answer.cause;
  const step = `Step "${place.stepId}"`;
  if (answer.failure !== undefined) {
    const { message, reason } = answer.failure;
    if (decision.kind === 'attention') {
      return {
        code: 'run/in-doubt',
        message: `${step} has no answer (${message}), and ${decision.reason}.`,
        ...place,
      };
    }
    const code =
      reason === 'unbuildable'
        ? 'run/request-not-built'
        : reason === 'rejected'
          ? 'run/provider-refused'
          : 'run/unanswered';
    return { code, message: `${step} failed: ${unstopped(message)}; ${decision.reason}.`, ...place };
  }
  const facts = Object.entries(answer.provider?.facts ?? {}).map(([name, value]) => `${name} ${value}`);
  const detail = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  const status =
    answer.statusCode === undefined ? 'failed' : `was answered HTTP ${answer.statusCode}${detail}`;
  const code = codeFor(answer, decision);
  return { code, message: `${step} ${status}; ${decision.reason}.`, ...place };
}

/** A sentence without its full stop, to go on. */
export function unstopped(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function codeFor(answer: Answer, decision: Decision): RunReason['code'] {
  if (decision.kind === 'attention') return 'run/in-doubt';
  return answer.provider?.classification === undefined ? 'run/step-failed' : 'run/provider-refused';
}
