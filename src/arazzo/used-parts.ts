import type { ArazzoDescription } from './document.ts';
import { partAt } from './parts.ts';

/**
 * The parts of a document that some of its workflows use, as `partAt` names them: the workflows themselves, the source descriptions, and
 * the components that they refer to, through other components too.
 */
export function usedParts(
  description: ArazzoDescription,
  workflowIds: ReadonlySet<string>,
  sources: ReadonlySet<string>,
): ReadonlySet<string> {
  const used = new Set<string>();
  const workflows = description.workflows.flatMap((workflow, index) => {
    if (!workflowIds.has(workflow.workflowId)) return [];
    used.add(`/workflows/${index}`);
    return [workflow];
  });
  for (const [index, { name }] of description.sourceDescriptions.entries()) {
    if (sources.has(name)) used.add(`/sourceDescriptions/${index}`);
  }
  const left: unknown[] = [...workflows];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'object' && value !== null)
      for (const member of Object.values(value)) left.push(member);
    if (typeof value !== 'string') continue;
    const part = componentNamed(value);
    if (part === undefined || used.has(part)) continue;
    used.add(part);
    const [, , kind, name] = part.split('/');
    const ofKind = (description.components as Record<string, Record<string, unknown>> | undefined)?.[kind!];
    if (ofKind !== undefined && Object.hasOwn(ofKind, name!)) left.push(ofKind[name!]);
  }
  return used;
}

/** The component that a text refers to, if it is a reference: an expression, or a pointer with or without a URI before it. */
function componentNamed(text: string): string | undefined {
  const [, kind, name] = /^\$components\.([A-Za-z]+)\.([A-Za-z0-9._-]+)$/.exec(text) ?? [];
  if (kind !== undefined) return `/components/${kind}/${name}`;
  return partAt(text.slice(text.indexOf('#') + 1));
}
