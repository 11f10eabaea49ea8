import type { Repair } from '../../diagnostics/repair.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import { pathVariables } from '../../openapi/path-template.ts';
import type { LoadedSource } from '../../sources/loaded-source.ts';

/** A field that names an operation: its text, and where it stands. */
export interface Written {
  readonly text: string;
  readonly pointer: string;
  /** Names of the path parameters that the step gives. */
  readonly inPath: readonly string[];
}

/**
 * Which of several operations with one operationId a step means (clause E4): the only one whose path has a place for each path parameter that the step
 * gives, and no variable that it does not give. To no other can its request be made.
 */
export function meantByParameters(
  source: LoadedSource,
  entries: readonly OperationEntry[],
  { text, pointer, inPath }: Written,
): { readonly entry: OperationEntry; readonly repair: Repair } | undefined {
  const fitting = entries.filter(({ path }) => {
    const variables = pathVariables(path);
    return variables.length === inPath.length && variables.every((name) => inPath.includes(name));
  });
  const [entry, ...others] = fitting;
  if (entry === undefined || others.length > 0 || source.standIn === 'check') return undefined;
  const path = `{$sourceDescriptions.${source.name}.url}#${entry.address}`;
  const field = `${pointer.slice(0, pointer.lastIndexOf('/'))}/operationPath`;
  const repair: Repair = {
    title: `Write operationPath: '${path}', the one whose path takes the parameters of the step.`,
    edits: [
      { op: 'rename', pointer, to: 'operationPath' },
      { op: 'replace', pointer: field, from: text, to: path },
    ],
  };
  return { entry, repair };
}
