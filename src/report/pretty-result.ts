import { attemptLines } from './attempt-lines.ts';
import { duration } from './duration.ts';
import { isOfEnd } from './end-findings.ts';
import { countFindings } from './pretty-diagnostics.ts';
import type { RunResult, StepResult } from './run-result.ts';
import { sanitize } from './sanitize.ts';
import { shownValue } from './shown-value.ts';
import { endedBeforeText } from './step-texts.ts';
import type { Style } from './style.ts';
import { wrap } from './wrap.ts';

/**
 * How a run ended, for people: status, outputs, and for a failure the reason with its next step.
 * @param withSteps Whether every step is told too, for readers who did not watch the run.
 */
export function prettyResult(result: RunResult, style: Style, withSteps: boolean): string {
  const lines = withSteps ? result.steps.flatMap((step) => stepLines(step, style)) : [];
  if (lines.length > 0) lines.push('');
  const before = endedBeforeText(result);
  lines.push(
    `${headline(result, style)}${before === undefined ? '' : ` ${before}`}`,
    ...reasonLines(result, style),
    ...outputLines(result, style),
  );
  if (style.verbose && result.runId !== undefined) {
    lines.push(style.colours.dim(`  run ${result.runId}, plan ${result.planHash ?? ''}`));
  }
  return `${lines.join('\n')}\n`;
}

function headline(
  { status, steps, durationMs, diagnostics, waitsUntil }: RunResult,
  { colours }: Style,
): string {
  const time = durationMs === undefined ? '' : ` in ${duration(durationMs)}`;
  const { length: requests } = steps.flatMap(({ attempts }) =>
    attempts.filter((attempt) => attempt.requests > 0),
  );
  const counted = `${requests} ${requests === 1 ? 'call' : 'calls'}${time}`;
  switch (status) {
    case 'completed':
      return `${colours.green('✓ Completed')}: the workflow reached an end, with ${counted}.`;
    case 'failed':
      return `${colours.red('✗ Failed')} after ${counted}.`;
    case 'needs-attention':
      return `${colours.yellow('! Needs attention')} after ${counted}: whether a call took effect is unknown.`;
    case 'cancelled':
      return `${colours.yellow('! Cancelled')} ${requests === 0 ? 'before anything was sent' : `after ${counted}`}.${doubtful(steps)}`;
    case 'queued':
      return `Queued, with ${counted} so far.`;
    case 'running':
      return waitsUntil === undefined
        ? `Running, with ${counted} so far.`
        : `Waiting until ${new Date(waitsUntil).toISOString()}, with ${counted} so far.`;
    case 'refused': {
      const stopping = diagnostics.filter(({ severity }) => severity === 'error' || severity === 'hazard');
      return `${colours.red('✗ Refused')} because of ${countFindings(stopping)}. Nothing was sent.`;
    }
  }
}

/** The calls of which a run was ended without its being known what came of them. */
function doubtful(steps: readonly StepResult[]): string {
  return steps
    .flatMap(({ status, stepId, attempts }) =>
      status === 'in-doubt' ? [{ stepId, last: attempts.at(-1) }] : [],
    )
    .map(({ stepId, last }) => {
      const operation = `${last?.method ?? ''} ${last?.url ?? ''}`.trim();
      const shown = operation === '' ? '' : ` (${sanitize(operation)})`;
      return ` Whether \`${sanitize(stepId)}\`${shown} took effect is unknown.`;
    })
    .join('');
}

/** Why the run ended so. What was found in the document, or in what was asked for, was told before. */
function reasonLines({ diagnostics }: RunResult, style: Style): string[] {
  const reasons = diagnostics.filter(({ code, severity }) => isOfEnd(code) && severity !== 'info');
  return reasons.flatMap(({ code, message, hint }) => [
    ...wrap(`  ${sanitize(message)} [${code}]`, style.width, 2),
    ...(hint === undefined ? [] : wrap(`  → ${sanitize(hint)}`, style.width, 4).map(style.colours.cyan)),
  ]);
}

function outputLines({ outputs }: RunResult, { colours }: Style): string[] {
  const entries = Object.entries(outputs);
  const width = Math.max(0, ...entries.map(([name]) => sanitize(name).length));
  return entries.map(([name, value]) => {
    const shown = value === null ? colours.dim('none') : shownValue(value);
    return `  ${sanitize(name).padEnd(width)}  ${shown}`;
  });
}

function stepLines({ stepId, status, attempts, action }: StepResult, style: Style): string[] {
  const { colours } = style;
  const label = sanitize(stepId);
  if (status === 'skipped') return [colours.dim(`- ${label}  not reached`)];
  if (attempts.length === 0) {
    return [`${status === 'succeeded' ? colours.green('✓') : colours.red('✗')} ${colours.bold(label)}`];
  }
  return attempts.flatMap((attempt, index) => {
    const isLast = index === attempts.length - 1;
    return attemptLines(
      {
        label: index === 0 ? label : `${label} (attempt ${index + 1})`,
        operation: sanitize(`${attempt.method ?? ''} ${pathOf(attempt.url)}`.trim()),
        attempt,
        succeeded: isLast && status === 'succeeded',
        ...(isLast && action !== undefined ? { action } : {}),
      },
      { ...style, verbose: false },
    );
  });
}

function pathOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).pathname : (url ?? '');
}
