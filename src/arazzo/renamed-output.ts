import type { Edit, Repair } from '../diagnostics/repair.ts';
import { isObject } from '../text/json.ts';
import { escapeToken } from '../text/pointer.ts';
import type { ArazzoDescription, Workflow } from './document.ts';

/** An output whose name is not one: of a step, or of a workflow where there is no `stepId`. */
export interface MisnamedOutput {
  readonly name: string;
  /** Of the output. */
  readonly pointer: string;
  /** All outputs beside it, and itself. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly workflow: Workflow;
  /** Of the workflow. */
  readonly workflowPointer: string;
  readonly stepId?: string;
}

/**
 * The repair that gives an output the name that it has without what no name may have, there and wherever it is referred to. Undefined where
 * nothing is left of it, or another output of the same map has that name, or would have it too.
 */
export function renamedOutput(description: ArazzoDescription, output: MisnamedOutput): Repair | undefined {
  const { name, pointer, outputs, workflow, workflowPointer, stepId } = output;
  const to = validName(name);
  const names = Object.keys(outputs);
  if (to === '' || names.some((other) => other !== name && validName(other) === to)) return undefined;
  const references =
    stepId === undefined
      ? [
          ...referring(description, '', `$workflows.${workflow.workflowId}.outputs.`, names, name, to),
          ...description.workflows.flatMap((each, index) =>
            each.steps.flatMap((step, position) =>
              step.workflowId === workflow.workflowId
                ? referring(step, `/workflows/${index}/steps/${position}`, '$outputs.', names, name, to)
                : [],
            ),
          ),
        ]
      : referring(workflow, workflowPointer, `$steps.${stepId}.outputs.`, names, name, to);
  return {
    title: `Write ${to} in the place of the output ${name}.`,
    // References first: they may stand in values beside the name that changes.
    edits: [...references, { op: 'rename', pointer, to }],
    opens: references.map((edit) => edit.pointer),
  };
}

function validName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]+/g, '_').replaceAll(/^_+|_+$/g, '');
}

/** Edits of every text below a value that refers to a name after a prefix: to the longest of the names that stands there, so that `a b` is not taken for `a`. */
function referring(
  value: unknown,
  pointer: string,
  prefix: string,
  names: readonly string[],
  name: string,
  to: string,
): Edit[] {
  if (typeof value === 'string') {
    const changed = value.split(prefix).map((rest, index) => {
      const longest = names
        .filter((each) => rest.startsWith(each))
        .toSorted((a, b) => b.length - a.length)[0];
      const isMeant = index > 0 && longest === name && !/^[A-Za-z0-9_-]/.test(rest.slice(name.length));
      return isMeant ? to + rest.slice(name.length) : rest;
    });
    const made = changed.join(prefix);
    return made === value ? [] : [{ op: 'replace', pointer, from: value, to: made }];
  }
  const members: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown, index) => [String(index), item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  return members.flatMap(([key, member]) =>
    referring(member, `${pointer}/${escapeToken(key)}`, prefix, names, name, to),
  );
}
