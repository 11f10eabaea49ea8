import type { ArazzoDescription, FailureAction, Reusable, SuccessAction } from '../../arazzo/document.ts';
import { type ResolvedAction, resolveActions, resolveParameters } from '../../arazzo/resolve-reusable.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { checkPassedInputs } from '../rules/check-passed-inputs.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { compileCriterion } from './compile-criteria.ts';
import { compileValue } from './compile-value.ts';
import { findWorkflow } from './find-workflow.ts';
import type { ActionPlan } from '../plan.ts';

type Action = SuccessAction | FailureAction;

/** An action of a chain with the pointer of the place that declares it. */
export interface ChainedAction {
  readonly action: Action;
  readonly pointer: string;
}

/**
 * The effective chain of a step: its own actions in order, then those of the workflow whose names it does not use (clause D5).
 * Reusable Objects are replaced by their components (clause D7).
 */
export function effectiveChain(
  context: CompileContext,
  own: readonly (Action | Reusable)[] | undefined,
  ownPointer: string,
  inherited: readonly (Action | Reusable)[] | undefined,
  inheritedPointer: string,
): ChainedAction[] {
  const { mine, theirs } = chainOf(context.description, own, ownPointer, inherited, inheritedPointer);
  reportUnreachable(context, mine);
  if (own !== undefined && theirs.length > 0) reportInherited(context, mine, theirs, ownPointer);
  return [...mine, ...theirs];
}

/** The actions of a step, and those of its workflow that apply to it as well. */
export function chainOf(
  description: ArazzoDescription,
  own: readonly (Action | Reusable)[] | undefined,
  ownPointer: string,
  inherited: readonly (Action | Reusable)[] | undefined,
  inheritedPointer: string,
): { readonly mine: readonly ResolvedAction[]; readonly theirs: readonly ResolvedAction[] } {
  const mine = resolveActions(description, own ?? [], ownPointer);
  const names = new Set(mine.map(({ action }) => action.name));
  const theirs = resolveActions(description, inherited ?? [], inheritedPointer).filter(
    ({ action }) => !names.has(action.name),
  );
  return { mine, theirs };
}

/** Tells the list that counts where a step and its workflow both have one: not everybody reads "overridden" as we do (clause D5). */
function reportInherited(
  context: CompileContext,
  mine: readonly ResolvedAction[],
  theirs: readonly ResolvedAction[],
  ownPointer: string,
): void {
  const order = [...mine, ...theirs].map(({ action }) => `"${action.name}"`).join(', ');
  const message = `The actions of the workflow apply to this step too, which tries them in this order: ${order}.`;
  const hint = 'Give an action of the step the name of one of the workflow that it is to take the place of.';
  const place = context.located.place(ownPointer, 'key');
  context.report(diagnose('step/inherited-actions', message, { place, hint }));
}

/** Actions after one that always matches are never taken (clause H5); a retry gives way once its limit is used up (H13). */
function reportUnreachable(context: CompileContext, list: readonly ResolvedAction[]): void {
  const last = list.findIndex(
    ({ action }) => action.type !== 'retry' && (action.criteria ?? []).length === 0,
  );
  if (last === -1) return;
  for (const { action, usePointer } of list.slice(last + 1)) {
    const message = `The action "${action.name}" is never taken: "${list[last]!.action.name}" before it has no criteria.`;
    const hint = 'Give the one before criteria, or move this one in front of it.';
    context.report(
      diagnose('step/unreachable-action', message, { place: context.located.place(usePointer), hint }),
    );
  }
}

/** Compiles an action with its criteria. */
export function compileAction(
  context: CompileContext,
  site: UseSite,
  { action, pointer }: ChainedAction,
): ActionPlan {
  const criteria = (action.criteria ?? []).flatMap(
    (criterion, index) => compileCriterion(context, site, criterion, `${pointer}/criteria/${index}`) ?? [],
  );
  const { name } = action;
  switch (action.type) {
    case 'end':
      return { type: 'end', name, criteria };
    case 'goto':
      return { type: 'goto', name, criteria, ...targetOf(context, site, action, pointer) };
    case 'retry':
      return {
        type: 'retry',
        name,
        criteria,
        ...targetOf(context, site, action, pointer),
        ...(action.retryAfter === undefined ? {} : { retryAfter: action.retryAfter }),
        retryLimit: action.retryLimit ?? 1,
      };
  }
}

/** The step or workflow that an action names, with what it passes to the workflow. */
function targetOf(
  context: CompileContext,
  site: UseSite,
  { name, stepId, workflowId, parameters = [] }: Action,
  pointer: string,
): Pick<Extract<ActionPlan, { type: 'goto' }>, 'stepId' | 'workflowId' | 'inputs'> {
  if (workflowId === undefined) return stepId === undefined ? {} : { stepId };
  const given = resolveParameters(context.description, parameters, `${pointer}/parameters`);
  const inputs = given.map(({ parameter, valuePointer }) => ({
    name: parameter.name,
    value: compileValue(context, site, parameter.value, valuePointer),
  }));
  const called = findWorkflow(context, workflowId);
  if (called !== undefined) {
    const passed = given.map(({ parameter, usePointer }) => ({
      name: parameter.name,
      place: context.located.place(usePointer),
    }));
    const place = context.located.place(`${pointer}/workflowId`);
    checkPassedInputs(context, called, passed, { kind: 'action', name, place });
  }
  return {
    ...(stepId === undefined ? {} : { stepId }),
    workflowId: called?.id ?? workflowId,
    ...(inputs.length === 0 ? {} : { inputs }),
  };
}
