import type { EvaluatedCriterion } from '../criterion/condition.ts';
import type { AttemptResult, StepResult } from './run-result.ts';
import { sanitize } from './sanitize.ts';
import { shownValue } from './shown-value.ts';

/** `passed: $statusCode == 200 ($statusCode is 200)`, on one line. */
export function criterionText({ condition, passed, operands, problem }: EvaluatedCriterion): string {
  const seen = new Map(
    operands.map(({ text, value }) => [text, `${sanitize(text)} is ${shownValue(value, true)}`]),
  );
  const why = [...seen.values(), ...(problem === undefined ? [] : [sanitize(problem)])].join(', ');
  return `${passed ? 'passed' : 'failed'}: ${sanitize(condition)}${why === '' ? '' : ` (${why})`}`;
}

/** How a call went that has no answer: `not sent` where its request could not be built, or was not to be sent to its recipient. */
export function unanswered({ method, classification, requests }: AttemptResult): 'no answer' | 'not sent' {
  const isSuppressed = classification === 'suppressed' && requests === 0;
  return method === undefined || isSuppressed ? 'not sent' : 'no answer';
}

/** What was asked and what came of it: `POST /v1/payment_intents: 402`. */
export function attemptText(attempt: AttemptResult): string {
  const { method = '', url = '', statusCode, failure, channel } = attempt;
  const what = channel === undefined ? unanswered(attempt) : 'no message';
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const answer =
    statusCode === undefined ? `${what}${failure === undefined ? '' : `, ${failure}`}` : String(statusCode);
  return sanitize(`${method} ${path}`.trim() === '' ? answer : `${method} ${path}: ${answer}`);
}

/** Why a step did not succeed, in one line. */
export function stepFailure({ attempts, action, status }: StepResult): string {
  const last = attempts.at(-1);
  const what = last === undefined ? status : attemptText(last);
  return `${what}${action === undefined ? '' : `; ${sanitize(action.reason)}`}`;
}
