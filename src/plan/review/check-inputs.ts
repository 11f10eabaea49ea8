import { diagnose } from '../../diagnostics/diagnose.ts';
import { isSpeltLike } from '../../diagnostics/near.ts';
import { isObject } from '../../text/json.ts';
import { escapeToken } from '../../text/pointer.ts';
import { dereference } from '../inputs/known-properties.ts';
import type { ReviewedWorkflow } from './reviewed-step.ts';

/** Whether the name of a value says that it is a secret. */
export type IsSecretName = (name: string) => boolean;

/** Reports inputs that nothing uses, and inputs that hold secrets without saying so. */
export function checkInputs(reviewed: ReviewedWorkflow, isSecretName: IsSecretName): void {
  const { document, workflow, plan, pointer, inputs, report } = reviewed;
  const used = usedInputs(reviewed);
  for (const [name, property] of Object.entries(inputs.properties)) {
    const place = document.located.place(`${pointer}/inputs/properties/${escapeToken(name)}`, 'key');
    // One that is misspelt is told as that.
    if (used !== 'all' && ![...used].some((each) => each === name || isSpeltLike(each, name))) {
      const message = `Nothing in workflow "${workflow.workflowId}" uses its input "${name}".`;
      const hint = 'Remove the input, or use it.';
      report(diagnose('inputs/unused', message, { place, hint }));
    }
    const schema = dereference(property, plan.inputs);
    if (isSecretName(name) && mayBeText(schema) && !isMarked(schema)) {
      const message = `The input "${name}" seems to be a credential, and its schema does not say so: who shows or keeps inputs cannot tell.`;
      const hint =
        'Add "format: password" to its schema; or leave credentials to the security schemes of the description.';
      report(diagnose('inputs/secret', message, { place, hint }));
    }
  }
}

/** The inputs that stand anywhere in a workflow or in the components; everything where they are used as a whole, or passed on by name. */
function usedInputs({ document, workflow }: ReviewedWorkflow): 'all' | ReadonlySet<string> {
  const { inputs: _, ...rest } = workflow;
  const { parameters, successActions, failureActions } = document.description.components ?? {};
  const text = JSON.stringify([rest, parameters, successActions, failureActions]);
  if (workflow.dependsOn !== undefined || /\$inputs(?![.A-Za-z0-9_])/.test(text)) return 'all';
  const names = [...text.matchAll(/\$inputs\.([^\s"'{}#=<>!&|()[\]\\,;]+)/g)].map(([, name]) => name!);
  // A name with dots may be a member of the input that it begins with.
  return new Set(
    names.flatMap((name) =>
      name.split('.').map((_part, index, parts) => parts.slice(0, index + 1).join('.')),
    ),
  );
}

function mayBeText(schema: unknown): boolean {
  if (!isObject(schema)) return schema !== false;
  const types = [schema['type'] ?? 'string'].flat();
  return types.includes('string');
}

function isMarked(schema: unknown): boolean {
  return isObject(schema) && (schema['format'] === 'password' || schema['writeOnly'] === true);
}
