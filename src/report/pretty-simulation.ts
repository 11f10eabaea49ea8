import type { Scenario, SimulatedStep, Simulation } from '../simulate.ts';
import { sanitize } from './sanitize.ts';
import type { Style } from './style.ts';

/** How an outcome is known of, in words. */
const bases: Readonly<Record<Scenario['outcomes'][number]['basis'], string>> = {
  provider: 'known of the provider',
  described: 'described',
  undescribed: 'not described',
  network: 'network',
};

/** A simulation as tables: where each step is reached, and what comes of each scenario. With `verbose`, what each would send. */
export function prettySimulation(simulation: Simulation, style: Style): string {
  const { workflowId, scenarios, complete, steps } = simulation;
  const { colours } = style;
  const bound = complete ? '' : ', and there are more';
  const head = `${colours.bold(sanitize(workflowId))}  ${colours.dim(`${count(scenarios.length, 'scenario')}${bound}`)}`;
  const name = (step: string): string =>
    sanitize(step.startsWith(`${workflowId}/`) ? step.slice(workflowId.length + 1) : step);
  const stepWidth = widest(steps.map(({ step }) => name(step)));
  const stepLines = steps.map((each) => {
    const operation = sanitize(each.operation ?? 'a workflow');
    return `  ${name(each.step).padEnd(stepWidth)}  ${reachedText(each, simulation, style)}  ${colours.dim(operation)}`;
  });
  const numberWidth = String(scenarios.length).length;
  const titles = scenarios.map(({ outcomes }) =>
    outcomes.length === 0
      ? 'the best outcome of each step'
      : outcomes
          .map(
            ({ step, outcome, once, basis }) =>
              `${name(step)}: ${sanitize(outcome)}${once === true ? ', the first time' : ''} ${colours.dim(`[${bases[basis]}]`)}`,
          )
          .join('; '),
  );
  const lines = scenarios.flatMap((scenario, index) => [
    `  ${String(scenario.number).padStart(numberWidth)}  ${titles[index]!}`,
    `  ${' '.repeat(numberWidth)}  ${colours.dim('→')} ${scenario.reached.map(name).join(', ')}: ${ending(scenario, style)}`,
    ...scenario.assumes.map(
      ({ step, after, that }) =>
        `  ${' '.repeat(numberWidth)}  ${colours.yellow(`only if, for ${name(step)} after ${name(after)}: ${sanitize(that)}`)}`,
    ),
    ...(style.verbose
      ? scenario.sends.map((sent) => `  ${' '.repeat(numberWidth)}    ${sendText(sent, style)}`)
      : []),
  ]);
  return [head, '', 'Steps', ...stepLines, '', 'Scenarios', ...lines, ''].map((line) => `${line}\n`).join('');
}

function reachedText(
  { reached }: SimulatedStep,
  { scenarios, complete }: Simulation,
  { colours }: Style,
): string {
  if (reached.length === 0)
    return colours.red(complete ? 'reached in no scenario' : `reached in none of these`);
  if (reached.length === scenarios.length) return 'reached in all';
  const shown = reached.slice(0, 8).join(', ');
  return `reached in ${reached.length}: ${shown}${reached.length > 8 ? ', …' : ''}`;
}

function ending({ status, reason }: Scenario, { colours }: Style): string {
  const text = status.replace('-', ' ');
  if (status === 'completed') return colours.green(text);
  return `${colours.red(text)}${reason === undefined ? '' : ` (${sanitize(reason)})`}`;
}

function sendText({ method, url, body }: Scenario['sends'][number], { colours }: Style): string {
  const shown = body === undefined ? '' : `  ${body.length > 200 ? `${body.slice(0, 200)}…` : body}`;
  return colours.dim(`${sanitize(method)} ${sanitize(url)}${sanitize(shown)}`);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
