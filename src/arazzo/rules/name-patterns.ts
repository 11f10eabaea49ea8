import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import type { LocatedText } from '../../text/located-text.ts';
import { entries, members, stepsOf, workflowsOf } from '../parts.ts';
import { renamedOutput } from '../renamed-output.ts';
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
    ...workflows.flatMap(({ value: workflow, pointer: workflowPointer }) => {
      const own = { value: { outputs: workflow.outputs, stepId: undefined }, pointer: workflowPointer };
      return [own, ...entries(workflow.steps, `${workflowPointer}/steps`)].flatMap(({ value, pointer }) => {
        const { outputs = {}, stepId } = value;
        return members(outputs, `${pointer}/outputs`).flatMap((output) => {
          const place = { ...output, outputs, workflow, workflowPointer };
          const misnamed = stepId === undefined ? place : { ...place, stepId };
          return key(located, 'output', output, () => renamedOutput(description, misnamed));
        });
      });
    }),
    ...componentKinds.flatMap((kind) =>
      members<unknown>(description.components?.[kind], `/components/${kind}`).flatMap((component) =>
        key(located, 'component', component),
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

function key(
  located: LocatedText,
  kind: string,
  { name, pointer }: { readonly name: string; readonly pointer: string },
  repaired: () => Repair | undefined = () => undefined,
): Diagnostic[] {
  if (/^[A-Za-z0-9._-]+$/.test(name)) return [];
  const message = `"${name}" is not a valid name of an ${kind}.`.replace('an component', 'a component');
  const hint = 'Use letters, digits, ".", "-" and "_" only.';
  const place = located.place(pointer, 'key');
  return [diagnose('document/invalid-name', message, { place, hint, repair: repaired() })];
}
