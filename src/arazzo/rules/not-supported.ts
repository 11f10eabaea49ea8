import { diagnose } from '../../diagnostics/diagnose.ts';
import type { ArazzoDescription } from '../document.ts';
import { actionLists, actionsOf, entries, stepsOf, workflowsOf } from '../parts.ts';
import { resolveActions } from '../resolve-reusable.ts';
import type { Rule } from './rule.ts';

/** Something that the specification describes and this version does not run. */
interface Unsupported {
  readonly what: string;
  readonly pointer: string;
  readonly hint: string;
}

/** What this version does not run yet is refused with its place, never ignored. Components that nothing uses have no effect (clause L1). */
export const notSupported: Rule = (description, located) => {
  const used = usedActions(description);
  const unsupported = [...sources(description), ...workflows(description)];
  return unsupported
    .filter(({ pointer }) => !pointer.startsWith('/components/') || used.has(componentOf(pointer)))
    .map(({ what, pointer, hint }) => {
      const message = `${what} is not run by this version yet.`;
      return diagnose('document/not-supported', message, { place: located.place(pointer), hint });
    });
};

/** Pointers of the actions that lists use, reusable ones where they are declared. */
function usedActions(description: ArazzoDescription): Set<string> {
  const lists = actionLists(description);
  return new Set(
    lists.flatMap(({ value, pointer }) =>
      resolveActions(description, value, pointer).map((action) => action.pointer),
    ),
  );
}

/** `/components/kind/name` of a pointer that may lead deeper. */
function componentOf(pointer: string): string {
  return pointer.split('/', 4).join('/');
}

function sources(description: ArazzoDescription): Unsupported[] {
  return entries(description.sourceDescriptions, '/sourceDescriptions').flatMap(
    ({ value: { name, type }, pointer }) =>
      type === 'arazzo' || type === 'asyncapi'
        ? [
            {
              what: `A source description of type ${type} ("${name}")`,
              pointer: `${pointer}/type`,
              hint: 'Use OpenAPI descriptions; copy workflows of other documents into this one.',
            },
          ]
        : [],
  );
}

function workflows(description: ArazzoDescription): Unsupported[] {
  const foreign = 'A workflow of another document';
  const copy = 'Copy the workflow into this document and name it by its workflowId.';
  return [
    ...workflowsOf(description).flatMap(({ value: { dependsOn }, pointer }) =>
      entries(dependsOn, `${pointer}/dependsOn`).flatMap(({ value: workflowId, pointer: at }) =>
        workflowId.startsWith('$') ? [{ what: foreign, pointer: at, hint: copy }] : [],
      ),
    ),
    ...stepsOf(description).flatMap(({ value: { dependsOn }, pointer }) =>
      entries(dependsOn, `${pointer}/dependsOn`).flatMap(({ value: id, pointer: at }) =>
        /^\$(workflows|sourceDescriptions)\./.test(id)
          ? [
              {
                what: 'A dependency on a step of another workflow',
                pointer: at,
                hint: 'Depend on a step of this workflow, or let the workflow depend on the other one.',
              },
            ]
          : [],
      ),
    ),
    ...stepsOf(description).flatMap(({ value: { workflowId }, pointer }) =>
      workflowId?.startsWith('$') ? [{ what: foreign, pointer: `${pointer}/workflowId`, hint: copy }] : [],
    ),
    ...actionsOf(description).flatMap(({ value: { type, workflowId }, pointer }) =>
      type !== 'end' && workflowId?.startsWith('$')
        ? [{ what: foreign, pointer: `${pointer}/workflowId`, hint: copy }]
        : [],
    ),
  ];
}
