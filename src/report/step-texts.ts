import type { EvaluatedCriterion } from '../criterion/condition.ts';
import type { AttemptResult, RunResult, StepResult } from './run-result.ts';
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

/**
 * How a call went that has no answer: `not sent` where its request could not be built, or was not to be sent to its recipient; `not sent again` where
 * an attempt before it may have been, so that at most its provider was asked; `settled` where a person said that it happened.
 */
export function unanswered({
  method,
  delivery,
  requests,
  facts,
}: AttemptResult): 'no answer' | 'not sent' | 'not sent again' | 'settled' {
  if (facts['settled'] === true) return 'settled';
  if (method === undefined) return 'not sent';
  if (requests > 0) return 'no answer';
  return delivery === 'not-sent' ? 'not sent' : 'not sent again';
}

/** What a call was answered with: its status, and how that came to be known where the call itself did not bring it. */
export function answerText(attempt: AttemptResult): string {
  const { statusCode, requests, facts } = attempt;
  if (statusCode === undefined) return unanswered(attempt);
  if (facts['reconciled'] === true) return `${statusCode}, found by asking`;
  if (facts['settled'] === true) return `${statusCode}, settled`;
  return requests === 0 ? `${statusCode}, not sent again` : String(statusCode);
}

/** What was asked and what came of it: `POST /v1/payment_intents: 402`. */
export function attemptText(attempt: AttemptResult): string {
  const { method = '', url = '', statusCode, failure, channel } = attempt;
  const what = channel === undefined ? answerText(attempt) : 'no message';
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const answer = `${what}${failure === undefined || statusCode !== undefined ? '' : `, ${failure}`}`;
  return sanitize(`${method} ${path}`.trim() === '' ? answer : `${method} ${path}: ${answer}`);
}

/** That a run is told as it had ended before it was asked for; undefined for one that ran now. */
export function endedBeforeText({ endedBefore }: RunResult): string | undefined {
  if (endedBefore === undefined) return undefined;
  return `It had ended before, at ${new Date(endedBefore).toISOString()}: nothing was sent now.`;
}

/** Why a step did not succeed, in one line. */
export function stepFailure({ attempts, action, status }: StepResult): string {
  const last = attempts.at(-1);
  const what = last === undefined ? status : attemptText(last);
  return `${what}${action === undefined ? '' : `; ${sanitize(action.reason)}`}`;
}
