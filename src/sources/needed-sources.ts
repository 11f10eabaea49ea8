import type { ArazzoDescription } from '../arazzo/document.ts';
import { parseStepReference, workflowsAfter } from '../arazzo/references.ts';

/**
 * Names of the source descriptions that steps use, of all workflows or of some. A step that does not say which one it means may use any of
 * them but Arazzo documents (clause E3).
 */
export function neededSources(
  description: ArazzoDescription,
  workflowIds?: ReadonlySet<string>,
): ReadonlySet<string> {
  const { sourceDescriptions, workflows } = description;
  const operational = sourceDescriptions.flatMap(({ name, type }) => (type === 'arazzo' ? [] : [name]));
  const needed = new Set<string>();
  for (const workflow of workflows) {
    if (workflowIds?.has(workflow.workflowId) === false) continue;
    for (const { source } of workflowsAfter(description, workflow))
      if (source !== undefined) needed.add(source);
    for (const { operationId, operationPath, channelPath, dependsOn = [] } of workflow.steps) {
      for (const text of dependsOn) {
        const source = parseStepReference(text)?.workflow?.source;
        if (source !== undefined) needed.add(source);
      }
      const target = operationId ?? operationPath ?? channelPath;
      if (target === undefined) continue;
      const named = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)/.exec(target)?.[1];
      for (const name of named === undefined ? operational : [named]) needed.add(name);
    }
  }
  return needed;
}

/** Names of the source descriptions that expressions of some workflows look into: for more than what the document itself says of them. */
export function mentionedSources(
  { workflows, components }: ArazzoDescription,
  workflowIds: ReadonlySet<string>,
): ReadonlySet<string> {
  const mentioned = new Set<string>();
  const left: unknown[] = [components, ...workflows.filter(({ workflowId }) => workflowIds.has(workflowId))];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'object' && value !== null)
      for (const member of Object.values(value)) left.push(member);
    if (typeof value !== 'string') continue;
    for (const [, name] of value.matchAll(
      /\$sourceDescriptions\.([A-Za-z0-9_-]+)\.(?!url(?![A-Za-z0-9._-]))/g,
    ))
      mentioned.add(name!);
  }
  return mentioned;
}
