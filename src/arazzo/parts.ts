import { escapeToken } from '../text/pointer.ts';
import type {
  ArazzoDescription,
  Criterion,
  FailureAction,
  Parameter,
  Reusable,
  Step,
  SuccessAction,
  Workflow,
} from './document.ts';

/** A part of a document with the JSON Pointer of its place. */
export interface Part<T> {
  readonly value: T;
  readonly pointer: string;
}

/** A step with the workflow it belongs to. */
export interface StepPart extends Part<Step> {
  readonly workflow: Workflow;
}

/** The two kinds of actions, named as the components that hold reusable ones. */
export type ActionKind = 'successActions' | 'failureActions';

/** A list of actions: of a step, or of a workflow, where `step` is absent. */
export interface ActionList extends Part<readonly (SuccessAction | FailureAction | Reusable)[]> {
  readonly kind: ActionKind;
  readonly workflow: Workflow;
}

/** An action written out, in a list or in the components, where `workflow` is absent. */
export interface ActionPart extends Part<SuccessAction | FailureAction> {
  readonly kind: ActionKind;
  readonly workflow?: Workflow;
}

/**
 * The pointer of the part of a document that a pointer leads into: a workflow, a source description, or a component. These are what a
 * document can be used without; undefined for everything else.
 */
export function partAt(pointer: string): string | undefined {
  return /^\/(?:workflows|sourceDescriptions)\/\d+|^\/components\/[^/]*\/[^/]*/.exec(pointer)?.[0];
}

/** Whether an entry of a list is a Reusable Object. */
export function isReusable(entry: object): entry is Reusable {
  return Object.hasOwn(entry, 'reference');
}

/** The entries of a list that stands at `pointer`, with the pointer of each. */
export function entries<T>(list: readonly T[] | undefined, pointer: string): Part<T>[] {
  return (list ?? []).map((value, index) => ({ value, pointer: `${pointer}/${index}` }));
}

/** The members of a map that stands at `pointer`, with the pointer of each. */
export function members<T>(
  map: Readonly<Record<string, T>> | undefined,
  pointer: string,
): (Part<T> & { readonly name: string })[] {
  return Object.entries(map ?? {}).map(([name, value]) => ({
    name,
    value,
    pointer: `${pointer}/${escapeToken(name)}`,
  }));
}

/** All workflows, in document order. */
export function workflowsOf(description: ArazzoDescription): Part<Workflow>[] {
  return entries(description.workflows, '/workflows');
}

/** All steps of all workflows, in document order. */
export function stepsOf(description: ArazzoDescription): StepPart[] {
  return workflowsOf(description).flatMap(({ value: workflow, pointer }) =>
    entries(workflow.steps, `${pointer}/steps`).map((step) => ({ ...step, workflow })),
  );
}

/** All lists of parameters: those of workflows, those of steps, and those of actions. */
export function parameterLists(description: ArazzoDescription): Part<readonly (Parameter | Reusable)[]>[] {
  const lists = [...workflowsOf(description), ...stepsOf(description), ...actionsOf(description)];
  return lists.flatMap(({ value: { parameters }, pointer }) =>
    parameters === undefined ? [] : [{ value: parameters, pointer: `${pointer}/parameters` }],
  );
}

/** All lists of actions: those of workflows and those of steps. */
export function actionLists(description: ArazzoDescription): ActionList[] {
  const list = (
    workflow: Workflow,
    kind: ActionKind,
    pointer: string,
    value: ActionList['value'] | undefined,
  ): ActionList[] => (value === undefined ? [] : [{ workflow, kind, pointer, value }]);
  return [
    ...workflowsOf(description).flatMap(({ value: workflow, pointer }) => [
      ...list(workflow, 'successActions', `${pointer}/successActions`, workflow.successActions),
      ...list(workflow, 'failureActions', `${pointer}/failureActions`, workflow.failureActions),
    ]),
    ...stepsOf(description).flatMap(({ workflow, value: step, pointer }) => [
      ...list(workflow, 'successActions', `${pointer}/onSuccess`, step.onSuccess),
      ...list(workflow, 'failureActions', `${pointer}/onFailure`, step.onFailure),
    ]),
  ];
}

/** All actions that are written out, those of the components last. */
export function actionsOf(description: ArazzoDescription): ActionPart[] {
  const written = actionLists(description).flatMap(({ kind, workflow, value: list, pointer }) =>
    entries(list, pointer).flatMap((entry): ActionPart[] =>
      isReusable(entry.value) ? [] : [{ value: entry.value, pointer: entry.pointer, kind, workflow }],
    ),
  );
  const reusable = (['successActions', 'failureActions'] as const).flatMap((kind) =>
    members<SuccessAction | FailureAction>(description.components?.[kind], `/components/${kind}`).map(
      ({ value, pointer }): ActionPart => ({ value, pointer, kind }),
    ),
  );
  return [...written, ...reusable];
}

/** All criteria: of steps, and of actions. */
export function criteriaOf(description: ArazzoDescription): Part<Criterion>[] {
  return [
    ...stepsOf(description).flatMap(({ value, pointer }) =>
      entries(value.successCriteria, `${pointer}/successCriteria`),
    ),
    ...actionsOf(description).flatMap(({ value, pointer }) => entries(value.criteria, `${pointer}/criteria`)),
  ];
}
