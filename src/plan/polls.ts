import { diagnose } from '../diagnostics/diagnose.ts';
import { expressionsIn, selectorsIn } from '../expression/expressions-in.ts';
import type { Template } from '../expression/template.ts';
import type { CompileContext } from './compile/compile-context.ts';
import { buildFlow, canReach, endless, type Flow } from './compile/flow.ts';
import type { ActionPlan, CallPlan, StepPlan } from './plan.ts';

/** How a run polls that is told nothing else: milliseconds between two rounds, and how many there are in a row (clause H20). */
export const defaultPoll = { milliseconds: 5000, most: 120 } as const;

/**
 * Marks the gotos by which a workflow polls (clause H20): they lead back, and all that is done from there to here is to read, in requests that stay the
 * same, so that nothing but time can change the answer, and that can end. Reading on, page by page, is no poll: its next request depends on the answer before.
 * In strict mode nothing waits that the document does not let wait.
 */
export function markPolls(
  context: CompileContext,
  pointer: string,
  steps: readonly StepPlan[],
): readonly StepPlan[] {
  if (context.mode === 'strict') return steps;
  const flow = buildFlow(
    steps.map(({ stepId }) => stepId),
    steps,
  );
  const stuck = new Set(endless(flow));
  return steps.map((step, index) => {
    if (stuck.has(index)) return step;
    const marked = (actions: readonly ActionPlan[]): readonly ActionPlan[] => {
      const polls = actions.map((action) => isPoll(steps, flow, index, action));
      if (!polls.includes(true)) return actions;
      report(context, `${pointer}/steps/${index}`, step.stepId);
      return actions.map((action, at) => (polls[at] ? ({ ...action, poll: true } as ActionPlan) : action));
    };
    const [onSuccess, onFailure] = [marked(step.onSuccess), marked(step.onFailure)];
    const isSame = onSuccess === step.onSuccess && onFailure === step.onFailure;
    return isSame ? step : { ...step, onSuccess, onFailure };
  });
}

/** Whether any action of a step is a poll. */
export function isPolling({ onSuccess, onFailure }: Pick<StepPlan, 'onSuccess' | 'onFailure'>): boolean {
  return [...onSuccess, ...onFailure].some((action) => action.type === 'goto' && action.poll === true);
}

function isPoll(steps: readonly StepPlan[], flow: Flow, from: number, action: ActionPlan): boolean {
  if (action.type !== 'goto' || action.workflowId !== undefined) return false;
  const to = steps.findIndex(({ stepId }) => stepId === action.stepId);
  if (to === -1 || to > from || (to !== from && !canReach(flow, to, from))) return false;
  const round = steps.flatMap((_, index) => {
    const isAfter = index === to || canReach(flow, to, index);
    return isAfter && (index === from || canReach(flow, index, from)) ? [index] : [];
  });
  return round.every((index) => {
    const { target } = steps[index]!;
    if (target.kind !== 'operation' || !safe.has(target.operation.method)) return false;
    // What a request takes of this round's later answers, it takes of the round before.
    const later = new Set(round.filter((other) => other >= index).map((other) => steps[other]!.stepId));
    return !stepsUsedBy(target).some((stepId) => later.has(stepId));
  });
}

/** Methods that only read (RFC 9110, section 9.2.1; RFC 10008 for QUERY). */
const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

function stepsUsedBy({ parameters, body }: CallPlan): readonly string[] {
  const values: readonly Template[] = [
    ...parameters.map(({ value }) => value),
    ...(body === undefined ? [] : [body.payload, ...(body.replacements ?? []).map(({ value }) => value)]),
  ];
  return values.flatMap((template) => [
    ...expressionsIn(template).flatMap(({ expression }) =>
      expression.kind === 'steps' ? expression.stepId : [],
    ),
    ...selectorsIn(template).flatMap(({ selector: { context } }) =>
      'stepId' in context ? context.stepId : [],
    ),
  ]);
}

function report(context: CompileContext, pointer: string, stepId: string): void {
  const { milliseconds, most } = defaultPoll;
  const message = `Step "${stepId}" polls: it goes back to read the same again, and nothing says after how long or how often; a run waits ${milliseconds / 1000} s before each new round, and ends after ${most} of them, unless told otherwise.`;
  const hint =
    'Say how long and how often with --poll-delay and --max-polls, or let the step fail and retry it with retryAfter and retryLimit.';
  context.report(diagnose('step/poll', message, { place: context.located.place(pointer), hint }));
}
