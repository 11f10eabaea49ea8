import type { ArazzoDescription } from '../arazzo/document.ts';

/**
 * Names of the source descriptions that steps use. A step that does not say which one it means may use any of them (clause E3).
 */
export function neededSources(description: ArazzoDescription): Set<string> {
  const names = description.sourceDescriptions.map((source) => source.name);
  const needed = new Set<string>();
  for (const { operationId, operationPath } of description.workflows.flatMap((workflow) => workflow.steps)) {
    const target = operationId ?? operationPath;
    if (target === undefined) continue;
    const named = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)/.exec(target)?.[1];
    for (const name of named === undefined ? names : [named]) needed.add(name);
  }
  return needed;
}
