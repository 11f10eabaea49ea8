import { criterionText, stepFailure } from './step-texts.ts';
import type { RunResult, StepResult } from './run-result.ts';
import { xmlText } from './xml-text.ts';

/** The result of a run as JUnit XML, as build servers read it: the workflow is a suite, each visit of a step a case. */
export function junit(result: RunResult): string {
  const { workflowId = 'refused', steps, durationMs = 0, diagnostics, status } = result;
  const cases = steps.map(testCase);
  // What stopped the run has no step of its own when nothing was sent.
  const refusals =
    status === 'refused'
      ? diagnostics.filter(({ severity }) => severity === 'error' || severity === 'hazard')
      : [];
  const refused = refusals.map(
    ({ code, message, hint }) =>
      `    <testcase name="${xmlText(code)}" classname="${xmlText(workflowId)}" time="0"><error type="${xmlText(code)}" message="${xmlText(message)}">${xmlText(hint ?? '')}</error></testcase>`,
  );
  const count = (...wanted: StepResult['status'][]): number =>
    steps.filter((step) => wanted.includes(step.status)).length;
  const totals = `tests="${steps.length + refusals.length}" failures="${count('failed')}" errors="${count('in-doubt') + refusals.length}" skipped="${count('skipped')}" time="${seconds(durationMs)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="heddle" ${totals}>
  <testsuite name="${xmlText(workflowId)}" ${totals}>
${result.runId === undefined ? '' : `    <properties><property name="runId" value="${xmlText(result.runId)}"/></properties>\n`}${[...cases, ...refused].join('\n')}
  </testsuite>
</testsuites>
`;
}

function testCase(step: StepResult): string {
  const { workflowId, stepId, status, attempts } = step;
  const time = attempts.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const head = `    <testcase name="${xmlText(stepId)}" classname="${xmlText(workflowId)}" time="${seconds(time)}"`;
  const told = attempts.flatMap(({ criteria }) => criteria.map(criterionText)).join('\n');
  const output = told === '' ? '' : `<system-out>${xmlText(told)}</system-out>`;
  switch (status) {
    case 'succeeded':
      return output === '' ? `${head}/>` : `${head}>${output}</testcase>`;
    case 'skipped':
      return `${head}><skipped message="not reached"/></testcase>`;
    default: {
      const kind = status === 'failed' ? 'failure' : 'error';
      return `${head}><${kind} type="${status}" message="${xmlText(stepFailure(step))}"/>${output}</testcase>`;
    }
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
