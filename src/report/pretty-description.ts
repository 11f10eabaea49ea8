import type {
  DocumentDescription,
  InputDescription,
  SourceDescriptionState,
  StepDescription,
  WorkflowDescription,
} from './description.ts';
import { duration } from './duration.ts';
import { sanitize } from './sanitize.ts';
import { shownValue } from './shown-value.ts';
import type { Style } from './style.ts';
import { wrap } from './wrap.ts';

/** A description of a document for people. */
export function prettyDescription(description: DocumentDescription, style: Style): string {
  const { title, version, summary, description: about, providers, sources, workflows } = description;
  const { colours } = style;
  const lines = [`${colours.bold(sanitize(title))}  ${colours.dim(sanitize(version))}`];
  for (const text of [summary, about]) {
    if (text !== undefined) lines.push(...wrap(sanitize(text.trim()), style.width));
  }
  const steps = workflows.reduce((sum, workflow) => sum + workflow.steps.length, 0);
  const counts = [
    counted(workflows.length, 'workflow'),
    counted(steps, 'step'),
    counted(sources.length, 'source description'),
    counted(providers.length, 'provider'),
  ];
  lines.push('', counts.join(' · '));
  if (providers.length > 0)
    lines.push('', `${colours.bold('Providers')}  ${providers.map(sanitize).join(', ')}`);
  lines.push('', colours.bold('Sources'));
  lines.push(
    ...columns(
      sources.map((source) => [source.name, source.url, source.title ?? '', shownState(source)]),
      style,
    ),
  );
  for (const workflow of workflows) lines.push('', ...workflowLines(workflow, style));
  return `${lines.join('\n')}\n`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function workflowLines(workflow: WorkflowDescription, style: Style): string[] {
  const { colours, width } = style;
  const { workflowId, summary, description, steps, inputs, outputs, credentials } = workflow;
  const lines = [`${colours.bold('Workflow')}  ${colours.bold(colours.cyan(sanitize(workflowId)))}`];
  for (const text of [summary, description]) {
    if (text !== undefined) lines.push(...wrap(`  ${sanitize(text.trim())}`, width, 2));
  }
  lines.push('', colours.bold('  Steps'));
  const stepWidth = Math.max(...steps.map(({ stepId }) => sanitize(stepId).length));
  for (const [index, step] of steps.entries()) lines.push(...stepLines(step, index + 1, stepWidth, style));
  if (inputs.length > 0) lines.push('', colours.bold('  Inputs'), ...inputLines(inputs, style));
  if (outputs.length > 0) {
    lines.push('', colours.bold('  Outputs'), ...outputs.map((name) => `    ${sanitize(name)}`));
  }
  if (credentials.length > 0) lines.push('', colours.bold('  Credentials to set'));
  for (const { source, provider, alternatives, optional } of credentials) {
    const sets = alternatives.map((names) => names.join(' and '));
    const who = provider === undefined ? sanitize(source) : `${sanitize(source)} (${provider})`;
    lines.push(`    ${who}${optional ? ', optional' : ''}`);
    lines.push(...sets.flatMap((set, index) => wrap(`      ${index === 0 ? '' : 'or '}${set}`, width, 8)));
  }
  return lines;
}

function stepLines(step: StepDescription, number: number, width: number, style: Style): string[] {
  const { colours } = style;
  const { stepId, target, method, path, action, address, protocol, source, description, poll } = step;
  const called = method === undefined ? target : `${method} ${path ?? ''}`;
  const what = sanitize(action === undefined ? called : `${action} ${address ?? ''} (${protocol ?? ''})`);
  const where = source === undefined ? '' : colours.dim(`  ${sanitize(source)}`);
  const lines = [`    ${number}. ${colours.cyan(sanitize(stepId).padEnd(width))}  ${what}${where}`];
  if (poll !== undefined) {
    const bounds = `every ${duration(poll.milliseconds)}, ${poll.most} times at most, unless told otherwise`;
    lines.push(...wrap(`       polls: ${bounds}`, style.width, 7).map(colours.dim));
  }
  if (description === undefined) return lines;
  return [...lines, ...wrap(`       ${sanitize(description.trim())}`, style.width, 7).map(colours.dim)];
}

function inputLines(inputs: readonly InputDescription[], style: Style): string[] {
  const { colours } = style;
  const width = Math.max(...inputs.map(({ name }) => sanitize(name).length));
  return inputs.flatMap(({ name, type, required, default: value, description }) => {
    const need = required
      ? 'required'
      : value === undefined
        ? 'optional'
        : `default ${shownValue(value, true)}`;
    const facts = [type, need]
      .filter((fact) => fact !== '')
      .map(sanitize)
      .join(', ');
    const head = `    ${colours.cyan(sanitize(name).padEnd(width))}  ${facts}`;
    const about =
      description === undefined ? [] : wrap(`      ${sanitize(description.trim())}`, style.width, 6);
    return [head, ...about.map(colours.dim)];
  });
}

/** The state of a source in words; empty when there is nothing to say of it. */
function shownState({ state, revision, location = '', isGone }: SourceDescriptionState): string {
  const commit = revision === undefined ? '' : ` at commit ${revision.slice(0, 12)}`;
  switch (state) {
    case 'missing':
      return 'not found';
    case 'pinned':
      return `pinned${commit}`;
    case 'drifted':
      return `pinned${commit}; ${isGone === true ? 'gone' : 'changed'} since`;
    case 'moved':
      return `moved: ${location}${commit}`;
    case 'unpinned':
      return commit.trim();
  }
}

/** Lines with the columns under one another; the last of them dim. */
function columns(rows: readonly (readonly string[])[], { colours }: Style): string[] {
  const shown = rows.map((row) => row.map(sanitize));
  const width = (column: number): number => Math.max(0, ...shown.map((row) => row[column]!.length));
  return shown.map(([name, url, ...about]) => {
    const facts = about.filter((each) => each !== '').join(' · ');
    return `  ${colours.cyan(name!.padEnd(width(0)))}  ${url!.padEnd(width(1))}  ${colours.dim(facts)}`;
  });
}
