import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnostics/diagnose.ts';
import { prettyResult } from './pretty-result.ts';
import { refusal, type RunResult } from './run-result.ts';
import { makeStyle } from './style.ts';

const style = makeStyle({ coloured: false });

const attempt = {
  name: 'w/pay#1.1',
  method: 'POST',
  url: 'https://api.stripe.com/v1/payment_intents',
  statusCode: 402,
  criteria: [
    { condition: '$statusCode == 200', passed: false, operands: [{ text: '$statusCode', value: 402 }] },
    { condition: "$response.body#/a == 'b'", passed: false, operands: [{ text: '$response.body#/a' }] },
  ],
  durationMs: 12,
  requests: 1,
  facts: { declineCode: 'generic_decline', requestId: 'req_1' },
};

const failed: RunResult = {
  ...refusal([diagnose('run/provider-refused', 'Step "pay" was answered HTTP 402.', { hint: 'Ask again.' })]),
  status: 'failed',
  runId: 'r',
  workflowId: 'w',
  outputs: { paymentId: 'pi_1', text: null },
  durationMs: 1234,
  steps: [
    {
      workflowId: 'w',
      stepId: 'pay',
      status: 'failed',
      attempts: [attempt],
      action: { type: 'fail', reason: 'no failure action matched' },
      outputs: {},
    },
    { workflowId: 'w', stepId: 'text', status: 'skipped', attempts: [], outputs: {} },
  ],
};

describe('the report of a run', () => {
  test('tells every step, the reason, the next step and the outputs', () => {
    expect(prettyResult(failed, style, true)).toBe(`✗ pay  POST /v1/payment_intents  402  12 ms
    declineCode generic_decline, requestId req_1
    ✗ $statusCode == 200   $statusCode is 402
    ✗ $response.body#/a == 'b'   $response.body#/a is nothing
    ✗ fails here: no failure action matched
- text  not reached

✗ Failed after 1 call in 1.2 s.
  Step "pay" was answered HTTP 402. [run/provider-refused]
  → Ask again.
  paymentId  pi_1
  text       none
`);
  });

  test('tells how long a run that was put aside waits before a step is tried again', () => {
    const action = { type: 'retry', name: 'later', waitMilliseconds: 259_200_000, reason: 'no criteria' };
    const [pay] = failed.steps;
    const waiting: RunResult = {
      ...failed,
      status: 'running',
      diagnostics: [],
      waitsUntil: 1_796_259_200_000,
      steps: [{ ...pay!, action }],
    };
    expect(prettyResult(waiting, style, true)).toContain('    ↻ again in 72 h: no criteria\n');
  });

  test('tells why a criterion could not be evaluated', () => {
    const problem = 'The context is not XML text.';
    const criteria = [{ condition: '//a', passed: false, operands: [], problem }];
    const [step] = failed.steps;
    const steps = [{ ...step!, attempts: [{ ...attempt, criteria }] }];
    expect(prettyResult({ ...failed, steps }, style, true)).toContain(`    ✗ //a   ${problem}\n`);
  });

  test('leaves the steps out for those who watched', () => {
    expect(prettyResult(failed, style, false)).toMatch(/^✗ Failed after 1 call in 1\.2 s\.\n/);
  });

  test.each<[RunResult['status'], string]>([
    ['completed', '✓ Completed: the workflow reached an end, with 1 call in 1.2 s.'],
    ['needs-attention', '! Needs attention after 1 call in 1.2 s: whether a call took effect is unknown.'],
    ['cancelled', '! Cancelled after 1 call in 1.2 s.'],
    ['refused', '✗ Refused because of 1 error. Nothing was sent.'],
  ])('%s has a headline of its own', (status, headline) => {
    expect(prettyResult({ ...failed, status }, style, false).split('\n')[0]).toBe(headline);
  });

  test('a run that has been put aside waits, until a time', () => {
    const waiting: RunResult = { ...failed, status: 'running', diagnostics: [], waitsUntil: 0 };
    expect(prettyResult(waiting, style, false)).toMatch(
      /^Waiting until 1970-01-01T00:00:00\.000Z, with 1 call /,
    );
  });

  test('an end before the first call says that nothing was sent', () => {
    expect(prettyResult({ ...refusal([]), status: 'cancelled' }, style, false)).toBe(
      '! Cancelled before anything was sent.\n',
    );
  });
});
