import * as fc from 'fast-check';
import { parseXmlDocument } from 'slimdom';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnostics/diagnose.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { refusal, type RunResult, type StepResult } from './run-result.ts';

function resultOf(text: string): RunResult {
  const step = (stepId: string, status: StepResult['status']): StepResult => ({
    workflowId: text,
    stepId,
    status,
    attempts:
      status === 'skipped'
        ? []
        : [
            {
              name: `${text}/${stepId}#1.1`,
              method: 'POST',
              url: 'https://api.example/a',
              statusCode: 402,
              criteria: [{ condition: text, passed: false, operands: [{ text, value: text }] }],
              durationMs: 1500,
              requests: 1,
              facts: {},
            },
          ],
    ...(status === 'skipped' ? {} : { action: { type: 'fail', target: text, reason: text } }),
    outputs: {},
  });
  return {
    ...refusal([diagnose('run/step-failed', text, { hint: text })]),
    status: 'failed',
    runId: text,
    workflowId: text,
    outputs: { [text]: text, none: null },
    durationMs: 1500,
    steps: [
      step(text, 'failed'),
      step('paid', 'succeeded'),
      step('doubt', 'in-doubt'),
      step('later', 'skipped'),
    ],
  };
}

const anyText = fc.string({ unit: 'binary', maxLength: 40 });

describe('JUnit', () => {
  test('counts what failed, what is in doubt and what was not reached', () => {
    const document = parseXmlDocument(junit(resultOf('pay')));
    const suite = document.getElementsByTagName('testsuite')[0]!;
    expect(suite.attributes.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'name=pay',
      'tests=4',
      'failures=1',
      'errors=1',
      'skipped=1',
      'time=1.500',
    ]);
    const failure = document.getElementsByTagName('failure')[0]!;
    expect(failure.getAttribute('message')).toBe('POST /a: 402; pay');
    expect(document.getElementsByTagName('skipped')).toHaveLength(1);
  });

  test('tells a refusal as errors', () => {
    const text = junit(
      refusal([diagnose('inputs/missing', 'Input "a" is missing.', { hint: 'Give it.' })], 'w'),
    );
    const document = parseXmlDocument(text);
    const errors = [...document.getElementsByTagName('error')];
    expect(errors.map((error) => [error.getAttribute('type'), error.textContent])).toEqual([
      ['inputs/missing', 'Give it.'],
    ]);
  });

  test('is well-formed whatever the texts are, and no text becomes an element', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const document = parseXmlDocument(junit(resultOf(text)));
        expect(document.getElementsByTagName('testcase')).toHaveLength(4);
        expect(document.getElementsByTagName('*')).toHaveLength(14);
      }),
    );
  });
});

describe('Markdown', () => {
  test('tells steps, criteria, outputs and findings', () => {
    expect(markdown(resultOf('a|b*'))).toBe(
      [
        String.raw`# Workflow a\|b\*`,
        '',
        '**failed** · in 1.5 s · run `a|b*`',
        '',
        '## Steps',
        '',
        '| Step | Result | Calls | What followed |',
        '| --- | --- | --- | --- |',
        String.raw`| a\|b\* | failed | POST /a: 402 | fail a\|b\*: a\|b\* |`,
        String.raw`| paid | succeeded | POST /a: 402 | fail a\|b\*: a\|b\* |`,
        String.raw`| doubt | in-doubt | POST /a: 402 | fail a\|b\*: a\|b\* |`,
        '| later | skipped |  |  |',
        '',
        '## Criteria',
        '',
        String.raw`- a\|b\*: ` + '`failed: a|b* (a|b* is "a|b*")`',
        '- paid: `failed: a|b* (a|b* is "a|b*")`',
        '- doubt: `failed: a|b* (a|b* is "a|b*")`',
        '',
        '## Outputs',
        '',
        '| Output | Value |',
        '| --- | --- |',
        String.raw`| a\|b\* | ` + '`a\\|b*` |',
        '| none | *none* |',
        '',
        '## Findings',
        '',
        String.raw`- **error** ` + '`run/step-failed`' + String.raw`: a\|b\* a\|b\*`,
        '',
      ].join('\n'),
    );
  });

  test('has the same lines whatever the texts are', () => {
    const lines = (text: string): number => text.split('\n').length;
    const usual = lines(markdown(resultOf('a')));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(lines(markdown(resultOf(`x${text}`)))).toBe(usual);
      }),
    );
  });
});
