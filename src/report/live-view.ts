import type { CallEffect, Effect } from '../engine/effect.ts';
import type { CallOutcome } from '../engine/outcome.ts';
import type { DecidedStep } from '../engine/decision.ts';
import type { Redactor } from '../http/redact.ts';
import type { Plan, StepPlan } from '../plan/plan.ts';
import { targetText } from '../plan/compile/target-text.ts';
import type { RunEvent } from '../runtime/interpret.ts';
import { attemptLines, decisionText } from './attempt-lines.ts';
import { duration } from './duration.ts';
import { actionResult, attemptResult, type StepResult } from './run-result.ts';
import { sanitize } from './sanitize.ts';
import { shownValue } from './shown-value.ts';
import type { Style } from './style.ts';

/** What the view of a run needs besides its events. */
export interface LiveContext {
  readonly plan: Plan;
  readonly style: Style;
  readonly redactor: Redactor;
}

/** The lines that an event adds to the view of a run, for good. */
export function liveLines(event: RunEvent, context: LiveContext): readonly string[] {
  if (event.kind === 'begins') {
    return event.effect.kind === 'wait' ? [waitLine(event.effect, context)] : [];
  }
  if (event.kind === 'ended') return [];
  return event.decided.flatMap((step) =>
    step.call === undefined ? workflowLines(step, context) : operationLines(step, step.call.outcome, context),
  );
}

/**
 * What is under way, as the one line that is redrawn: `milliseconds` have passed since it began, and `others` are under way at the same time.
 */
export function runningLine(
  effect: Effect,
  milliseconds: number,
  { plan, style }: LiveContext,
  others = 0,
): string {
  const { colours } = style;
  const beside = others === 0 ? '' : colours.dim(`  and ${others} more`);
  const frame = colours.cyan(frames[Math.floor(milliseconds / 100) % frames.length]);
  if (effect.kind === 'wait') {
    const left = Math.ceil(Math.max(0, effect.milliseconds - milliseconds) / 1000);
    return `${frame} ${sanitize(effect.stepId)}  again in ${duration(left * 1000)}${beside}`;
  }
  const time =
    milliseconds < 1000 ? '' : colours.dim(`  ${duration(Math.floor(milliseconds / 1000) * 1000)}`);
  return `${frame} ${label(effect, plan)}  ${operationOf(plan, effect)}${time}${beside}`;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

function waitLine(effect: Extract<Effect, { kind: 'wait' }>, { style }: LiveContext): string {
  const what = `${sanitize(effect.stepId)} waits ${duration(effect.milliseconds)}, as "${sanitize(effect.action)}" says`;
  return style.colours.dim(`… ${what}`);
}

function operationLines(decided: DecidedStep, outcome: CallOutcome, context: LiveContext): readonly string[] {
  const { plan, style } = context;
  const { succeeded } = decided;
  const lines = attemptLines(
    {
      label: label(decided, plan),
      operation: operationOf(plan, decided),
      attempt: attemptResult({ name: decided.name, outcome }),
      succeeded,
      action: actionOf(decided, plan),
      actions: outcome.actions,
    },
    style,
  );
  const outputs = style.verbose ? outputLines(outcome, context) : [];
  return indent([...lines, ...outputs], depthOf(decided.name));
}

function workflowLines(decided: DecidedStep, { plan, style }: LiveContext): readonly string[] {
  const { colours } = style;
  const target = stepOf(plan, decided)?.target;
  const symbol = decided.succeeded ? colours.green('✓') : colours.red('✗');
  const called = target?.kind === 'workflow' ? `workflow ${sanitize(target.workflowId)}` : '';
  const text = decisionText(actionOf(decided, plan));
  const lines = [
    `${symbol} ${colours.bold(sanitize(decided.stepId))}  ${called}`,
    colours.cyan(`    ${text}`),
  ];
  return indent(lines, depthOf(decided.name));
}

/** What follows, by name: also where the document leaves it to the order of the steps. */
function actionOf(
  { decision, workflowId, stepId }: DecidedStep,
  plan: Plan,
): NonNullable<StepResult['action']> {
  const action = actionResult(decision);
  if (action.type !== 'next') return action;
  const steps = plan.workflows.find((workflow) => workflow.workflowId === workflowId)?.steps ?? [];
  const next = steps[steps.findIndex((step) => step.stepId === stepId) + 1];
  return next === undefined
    ? { type: 'end', reason: 'it was the last step' }
    : { ...action, target: next.stepId };
}

function outputLines(
  { outputs, unresolved }: CallOutcome,
  { redactor, style }: LiveContext,
): readonly string[] {
  const found = Object.entries(redactor.value(outputs) as Readonly<Record<string, unknown>>);
  return [...found, ...unresolved.map((name) => [name, undefined] as const)].map(([name, value]) =>
    style.colours.dim(`    ${sanitize(name)} = ${shownValue(value)}`),
  );
}

/** Which call it is. */
type Called = Pick<CallEffect, 'workflowId' | 'stepId' | 'visit' | 'attempt'>;

/** The step's name as wide as the widest of its workflow, with its visit or attempt when it is not the first. */
function label({ stepId, visit, attempt, workflowId }: Called, plan: Plan): string {
  const steps = plan.workflows.find((workflow) => workflow.workflowId === workflowId)?.steps ?? [];
  const width = Math.min(24, Math.max(0, ...steps.map((step) => step.stepId.length)));
  const again = [...(visit > 1 ? [`visit ${visit}`] : []), ...(attempt > 1 ? [`attempt ${attempt}`] : [])];
  const suffix = again.length === 0 ? '' : ` (${again.join(', ')})`;
  return `${sanitize(stepId)}${suffix}`.padEnd(width);
}

function operationOf(plan: Plan, called: Called): string {
  const target = stepOf(plan, called)?.target;
  return sanitize((target && targetText(target)) ?? '');
}

function stepOf(
  plan: Plan,
  { workflowId, stepId }: { readonly workflowId: string; readonly stepId: string },
): StepPlan | undefined {
  const workflow = plan.workflows.find((each) => each.workflowId === workflowId);
  return workflow?.steps.find((step) => step.stepId === stepId);
}

/** How many workflows called one another to get here. */
function depthOf(name: string): number {
  return name.split('>').length - 1;
}

function indent(lines: readonly string[], depth: number): readonly string[] {
  return depth === 0 ? lines : lines.map((line) => '  '.repeat(depth) + line);
}
