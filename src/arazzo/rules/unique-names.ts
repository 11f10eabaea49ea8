import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LocatedText } from '../../text/located-text.ts';
import { entries, type Part, workflowsOf } from '../parts.ts';
import type { Rule } from './rule.ts';

/** Names of source descriptions (clause B1), workflowIds (D1) and the stepIds of a workflow (E1) are unique. */
export const uniqueNames: Rule = (description, located) => [
  ...repeated(
    located,
    'name',
    'source description',
    entries(description.sourceDescriptions, '/sourceDescriptions').map(({ value, pointer }) =>
      named(value.name, pointer),
    ),
  ),
  ...repeated(
    located,
    'workflowId',
    'workflow',
    workflowsOf(description).map(({ value, pointer }) => named(value.workflowId, pointer)),
  ),
  ...workflowsOf(description).flatMap(({ value: { steps }, pointer }) =>
    repeated(
      located,
      'stepId',
      'step of the workflow',
      entries(steps, `${pointer}/steps`).map((step) => named(step.value.stepId, step.pointer)),
    ),
  ),
];

const named = (value: string, pointer: string): Part<string> => ({ value, pointer });

function repeated(
  located: LocatedText,
  field: string,
  kind: string,
  names: readonly Part<string>[],
): Diagnostic[] {
  const exact = new Map<string, string>();
  const lowered = new Map<string, string>();
  return names.flatMap(({ value: name, pointer }): Diagnostic[] => {
    const before = exact.get(name);
    const alike = lowered.get(name.toLowerCase());
    exact.set(name, before ?? pointer);
    lowered.set(name.toLowerCase(), alike ?? name);
    if (before === undefined && alike === undefined) return [];
    const place = located.place(`${pointer}/${field}`);
    if (before !== undefined) {
      const { line } = located.place(`${before}/${field}`);
      const message = `The ${field} "${name}" already names the ${kind} on line ${line}.`;
      return [diagnose('document/duplicate-name', message, { place, hint: 'Give it a name of its own.' })];
    }
    const message = `The ${field}s "${alike}" and "${name}" differ only by case.`;
    const hint = 'They are different names; choose ones that nobody confuses.';
    return [diagnose('document/duplicate-name', message, { place, hint, severity: 'warning' })];
  });
}
