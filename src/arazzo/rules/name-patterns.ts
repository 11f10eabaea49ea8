import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LocatedText } from '../../text/located-text.ts';
import { entries, members, stepsOf, workflowsOf } from '../parts.ts';
import type { Rule } from './rule.ts';

const componentKinds = ['inputs', 'parameters', 'successActions', 'failureActions'] as const;

/**
 * Names have characters that expressions can spell: outputs (clauses D6, E14) and components (L1) must;
 * source descriptions (B2), workflowIds (D1) and stepIds (E1) should, and must once an expression names them.
 */
export const namePatterns: Rule = (description, located) => {
  const workflows = workflowsOf(description);
  const steps = stepsOf(description);
  const sources = entries(description.sourceDescriptions, '/sourceDescriptions');
  return [
    ...sources.flatMap(({ value, pointer }) =>
      identifier(located, 'sourceDescriptions', value.name, `${pointer}/name`),
    ),
    ...workflows.flatMap(({ value, pointer }) =>
      identifier(located, 'workflows', value.workflowId, `${pointer}/workflowId`),
    ),
    ...steps.flatMap(({ value, pointer }) => identifier(located, 'steps', value.stepId, `${pointer}/stepId`)),
    ...[...workflows, ...steps].flatMap(({ value: { outputs }, pointer }) =>
      members(outputs, `${pointer}/outputs`).flatMap((output) =>
        key(located, 'output', output.name, output.pointer),
      ),
    ),
    ...componentKinds.flatMap((kind) =>
      members<unknown>(description.components?.[kind], `/components/${kind}`).flatMap((component) =>
        key(located, 'component', component.name, component.pointer),
      ),
    ),
  ];
};

function identifier(located: LocatedText, root: string, name: string, pointer: string): Diagnostic[] {
  if (/^[A-Za-z0-9_-]+$/.test(name)) return [];
  const needed = name === '' || located.text.includes(`$${root}.${name}`);
  const message = `The name "${name}" has characters that expressions cannot spell.`;
  const hint = 'Use letters, digits, "-" and "_" only.';
  const severity = needed ? 'error' : 'warning';
  return [diagnose('document/invalid-name', message, { place: located.place(pointer), hint, severity })];
}

function key(located: LocatedText, kind: string, name: string, pointer: string): Diagnostic[] {
  if (/^[A-Za-z0-9._-]+$/.test(name)) return [];
  const message = `"${name}" is not a valid name of an ${kind}.`.replace('an component', 'a component');
  const hint = 'Use letters, digits, ".", "-" and "_" only.';
  return [diagnose('document/invalid-name', message, { place: located.place(pointer, 'key'), hint })];
}
