import type { EvaluatedCriterion } from '../criterion/condition.ts';
import { duration } from './duration.ts';
import type { AttemptResult, StepResult } from './run-result.ts';
import { answerText, unanswered } from './step-texts.ts';
import { sanitize } from './sanitize.ts';
import { shownValue } from './shown-value.ts';
import type { Style } from './style.ts';
import { wrap } from './wrap.ts';

/** One attempt of a step as people see it. */
export interface ShownAttempt {
  /** The step, with the number of its visit or attempt where there was another before. */
  readonly label: string;
  /** `POST /v1/payment_intents`. */
  readonly operation: string;
  readonly attempt: AttemptResult;
  readonly succeeded: boolean;
  /** What followed; absent when something else follows later. */
  readonly action?: NonNullable<StepResult['action']>;
  /** The criteria of the actions that were looked at, by action, in order. */
  readonly actions?: readonly { readonly name: string; readonly criteria: readonly EvaluatedCriterion[] }[];
}

/** A headline with status and time, then what the provider said, each criterion with its operands, and the action with its reason. */
export function attemptLines(shown: ShownAttempt, style: Style): readonly string[] {
  const { attempt, action } = shown;
  const lines = [headline(shown, style)];
  if (attempt.failure !== undefined) {
    const what = attempt.channel === undefined ? unanswered(attempt) : 'no message';
    lines.push(...detail(`${what}: ${sanitize(attempt.failure)}`, style));
  }
  lines.push(...factLines(shown, style));
  if (style.verbose && attempt.url !== undefined)
    lines.push(style.colours.dim(`    ${sanitize(attempt.url)}`));
  if (style.verbose && attempt.channel !== undefined) {
    const { server, address } = attempt.channel;
    lines.push(style.colours.dim(`    ${sanitize(server)} ${sanitize(address)}`));
  }
  if (style.verbose && attempt.requests > 1) lines.push(...detail(`sent ${attempt.requests} times`, style));
  for (const criterion of attempt.criteria) lines.push(...criterionLines(criterion, style, 4));
  if (action !== undefined) lines.push(...actionLines(shown, action, style));
  return lines;
}

/** What follows a step, and why: `→ goes to dunning-sms: every criterion of "customer-must-act" holds`. */
export function decisionText({
  type,
  target,
  waitMilliseconds = 0,
  reason,
}: NonNullable<StepResult['action']>): string {
  const because = sanitize(reason);
  switch (type) {
    case 'next':
      return target === undefined ? '→ next step' : `→ next: ${sanitize(target)}`;
    case 'goto':
      return `→ goes to ${sanitize(target ?? '')}${waitMilliseconds === 0 ? '' : ` in ${duration(waitMilliseconds)}`}: ${because}`;
    case 'end':
      return `→ ends here: ${because}`;
    case 'retry':
      return `↻ again ${waitMilliseconds === 0 ? 'at once' : `in ${duration(waitMilliseconds)}`}${target === undefined ? '' : `, after ${sanitize(target)}`}: ${because}`;
    case 'resume':
      return `→ back: ${because}`;
    case 'attention':
      return `! stops here: ${because}`;
    case 'unreached':
      return `– not used: ${because}`;
    default:
      return `✗ fails here: ${because}`;
  }
}

function headline(
  { label, operation, attempt, succeeded, action }: ShownAttempt,
  { colours }: Style,
): string {
  const symbol = succeeded
    ? colours.green('✓')
    : action?.type === 'attention'
      ? colours.yellow('!')
      : colours.red('✗');
  const status = statusOf(attempt);
  const parts = [operation, colours.bold(status), colours.dim(duration(attempt.durationMs))];
  return `${symbol} ${colours.bold(label)}  ${parts.join('  ')}`;
}

/** The status of an answer; of a message whether it was sent or came. */
function statusOf(attempt: AttemptResult): string {
  const { channel, failure } = attempt;
  if (channel === undefined) return answerText(attempt);
  const done = channel.action === 'send' ? 'sent' : 'received';
  return failure === undefined ? done : `not ${done}`;
}

/** What the provider said, where it did not simply do what was asked. */
function factLines({ attempt: { facts, statusCode = 0 }, succeeded }: ShownAttempt, style: Style): string[] {
  if (succeeded && statusCode < 400 && !style.verbose) return [];
  const shown = Object.entries(facts).map(([name, value]) => `${sanitize(name)} ${shownValue(value)}`);
  return shown.length === 0 ? [] : detail(shown.join(', '), style).map(style.colours.dim);
}

function actionLines(
  { actions = [] }: ShownAttempt,
  action: NonNullable<StepResult['action']>,
  style: Style,
): string[] {
  const lines: string[] = [];
  for (const { name, criteria } of actions) {
    if (criteria.length === 0 || (name !== action.name && !style.verbose)) continue;
    if (style.verbose) lines.push(style.colours.dim(`    action "${sanitize(name)}"`));
    for (const criterion of criteria) lines.push(...criterionLines(criterion, style, style.verbose ? 6 : 4));
  }
  const text = detail(decisionText(action), style);
  return [...lines, ...text.map(action.type === 'fail' ? style.colours.red : style.colours.cyan)];
}

/** `✓ $statusCode == 200   $statusCode is 402`; the operands, or the problem, go below when they do not fit. */
function criterionLines(
  { condition, passed, problem, operands }: EvaluatedCriterion,
  style: Style,
  indent: number,
): string[] {
  const { colours, width } = style;
  const margin = ' '.repeat(indent);
  const symbol = passed ? colours.green('✓') : colours.red('✗');
  const rows = wrap(`${margin}  ${sanitize(condition)}`, width, indent + 2).map((row, index) =>
    index === 0 ? `${margin}${symbol}${row.slice(indent + 1)}` : row,
  );
  const seen = new Map(
    operands.map(({ text, value }) => [text, `${sanitize(text)} is ${shownValue(value, true)}`]),
  );
  const values = [...seen.values(), ...(problem === undefined ? [] : [sanitize(problem)])].join(', ');
  if (values === '') return rows;
  const first = rows[0]!;
  const used = indent + 2 + sanitize(condition).length;
  if (rows.length === 1 && used + 3 + values.length <= (width ?? 160)) {
    return [`${first}   ${colours.dim(values)}`];
  }
  return [...rows, ...wrap(`${margin}  ${values}`, width, indent + 2).map(colours.dim)];
}

function detail(text: string, { width }: Style): string[] {
  return [...wrap(`    ${text}`, width, 6)];
}
