import { duration } from './duration.ts';
import type { RunResult, StepResult } from './run-result.ts';
import { sanitize } from './sanitize.ts';
import { shownValue } from './shown-value.ts';
import { attemptText, criterionText, endedBeforeText } from './step-texts.ts';

/** The result of a run as a Markdown page: what became of it, each step with its attempts and criteria, outputs and findings. */
export function markdown(result: RunResult): string {
  const { workflowId, status, runId, durationMs, steps, outputs, diagnostics, repairs } = result;
  const facts = [
    `**${status}**`,
    ...(durationMs === undefined ? [] : [`in ${duration(durationMs)}`]),
    ...(runId === undefined ? [] : [`run ${code(runId)}`]),
  ];
  const before = endedBeforeText(result);
  const blocks = [
    `# ${workflowId === undefined ? 'Run' : `Workflow ${escaped(workflowId)}`}`,
    facts.join(' · '),
    ...(before === undefined ? [] : [before]),
    ...(steps.length === 0
      ? []
      : ['## Steps', table(['Step', 'Result', 'Calls', 'What followed'], steps.map(stepRow))]),
    ...criteriaBlocks(steps),
    ...(Object.keys(outputs).length === 0
      ? []
      : [
          '## Outputs',
          table(
            ['Output', 'Value'],
            Object.entries(outputs).map(([name, value]) => [
              escaped(name),
              value === null ? '*none*' : inTable(code(shownValue(value))),
            ]),
          ),
        ]),
    ...(diagnostics.length === 0
      ? []
      : [
          '## Findings',
          diagnostics
            .map(
              ({ severity, code: id, message, hint }) =>
                `- **${severity}** ${code(id)}: ${escaped(message)}${hint === undefined ? '' : ` ${escaped(hint)}`}`,
            )
            .join('\n'),
        ]),
    ...(repairs.length === 0
      ? []
      : ['## Repairs', repairs.map(({ title }) => `- ${escaped(title)}`).join('\n')]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function stepRow({ stepId, status, attempts, action }: StepResult): string[] {
  const followed =
    action === undefined
      ? ''
      : escaped(`${action.type}${action.target === undefined ? '' : ` ${action.target}`}: ${action.reason}`);
  return [
    escaped(stepId),
    status,
    attempts.map((attempt) => escaped(attemptText(attempt))).join('<br>'),
    followed,
  ];
}

function criteriaBlocks(steps: readonly StepResult[]): string[] {
  const told = steps.flatMap(({ stepId, attempts }) =>
    attempts.flatMap(({ criteria }) =>
      criteria.map((criterion) => `- ${escaped(stepId)}: ${code(criterionText(criterion))}`),
    ),
  );
  return told.length === 0 ? [] : ['## Criteria', told.join('\n')];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text in which nothing is markup: every sign that could be is escaped. */
function escaped(text: string): string {
  return sanitize(text).replaceAll(/[\\`*_{}[\]()#+!|<>&~]/g, (sign) => `\\${sign}`);
}

/** A span of code that holds the text as it is. */
function code(text: string): string {
  const shown = sanitize(text);
  const fence = '`'.repeat(1 + Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)));
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

/** In a table, a bar ends a cell even within code. */
function inTable(span: string): string {
  return span.replaceAll('|', String.raw`\|`);
}
