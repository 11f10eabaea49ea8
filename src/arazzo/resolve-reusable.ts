import { escapeToken } from '../text/pointer.ts';
import type { ArazzoDescription, FailureAction, Parameter, Reusable, SuccessAction } from './document.ts';
import { entries, isReusable } from './parts.ts';

/** The component kinds that Reusable Objects refer to. */
export type ReusableKind = 'parameters' | 'successActions' | 'failureActions';

/** A parameter, with the places it is made of. */
export interface ResolvedParameter {
  readonly parameter: Parameter;
  /** Where the parameter is declared: in the list, or in the components. */
  readonly pointer: string;
  /** The entry of the list. */
  readonly usePointer: string;
  /** Where its value is written: a Reusable Object may override it (clause L3). */
  readonly valuePointer: string;
}

/** An action, with the places it is made of. */
export interface ResolvedAction {
  readonly action: SuccessAction | FailureAction;
  /** Where the action is declared: in the list, or in the components. */
  readonly pointer: string;
  /** The entry of the list. */
  readonly usePointer: string;
}

/** The kind and name in a reference `$components.<kind>.<name>`; undefined when the text is not one (clauses D7, L2). */
export function parseReference(
  reference: string,
): { readonly kind: string; readonly name: string } | undefined {
  const [, kind, name] = /^\$components\.([A-Za-z]+)\.([A-Za-z0-9._-]+)$/.exec(reference) ?? [];
  return kind === undefined || name === undefined ? undefined : { kind, name };
}

/**
 * The parameters of a list that stands at `pointer`, Reusable Objects replaced by their components (clauses D7, L3).
 * References that lead nowhere are left out: the rule `reusable-reference` reports them.
 */
export function resolveParameters(
  description: ArazzoDescription,
  items: readonly (Parameter | Reusable)[],
  pointer: string,
): ResolvedParameter[] {
  return entries(items, pointer).flatMap(({ value: item, pointer: usePointer }): ResolvedParameter[] => {
    if (!isReusable(item)) {
      return [{ parameter: item, pointer: usePointer, usePointer, valuePointer: `${usePointer}/value` }];
    }
    const found = findComponent(description.components?.parameters, 'parameters', item.reference);
    if (found === undefined) return [];
    if (!Object.hasOwn(item, 'value')) {
      const { component, pointer: at } = found;
      return [{ parameter: component, pointer: at, usePointer, valuePointer: `${at}/value` }];
    }
    const parameter = { ...found.component, value: item.value };
    return [{ parameter, pointer: found.pointer, usePointer, valuePointer: `${usePointer}/value` }];
  });
}

/**
 * The actions of a list that stands at `pointer`, Reusable Objects replaced by their components (clause D7).
 * References that lead nowhere are left out; the rule `reusable-reference` reports them, and those to the other kind of action.
 */
export function resolveActions(
  description: ArazzoDescription,
  items: readonly (SuccessAction | FailureAction | Reusable)[],
  pointer: string,
): ResolvedAction[] {
  return entries(items, pointer).flatMap(({ value: item, pointer: usePointer }): ResolvedAction[] => {
    if (!isReusable(item)) return [{ action: item, pointer: usePointer, usePointer }];
    const found =
      findComponent(description.components?.successActions, 'successActions', item.reference) ??
      findComponent(description.components?.failureActions, 'failureActions', item.reference);
    return found === undefined ? [] : [{ action: found.component, pointer: found.pointer, usePointer }];
  });
}

/** The component that a reference names, when it is one of the wanted kind. */
function findComponent<T>(
  ofKind: Readonly<Record<string, T>> | undefined,
  kind: ReusableKind,
  reference: string,
): { readonly component: T; readonly pointer: string } | undefined {
  const target = parseReference(reference);
  if (target?.kind !== kind || ofKind === undefined || !Object.hasOwn(ofKind, target.name)) return undefined;
  return { component: ofKind[target.name] as T, pointer: `/components/${kind}/${escapeToken(target.name)}` };
}
