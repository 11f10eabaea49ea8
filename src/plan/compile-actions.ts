import type { FailureAction, Reusable, SuccessAction } from '../arazzo/document.ts';
import { resolveActions } from '../arazzo/resolve-reusable.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { compileCriterion } from './compile-criteria.ts';
import type { ActionPlan } from './plan.ts';

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
  const mine = resolveActions(context.description, own ?? [], ownPointer);
  const names = new Set(mine.map(({ action }) => action.name));
  const theirs = resolveActions(context.description, inherited ?? [], inheritedPointer);
  return [...mine, ...theirs.filter(({ action }) => !names.has(action.name))];
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
      return {
        type: 'goto',
        name,
        criteria,
        ...(action.stepId === undefined ? {} : { stepId: action.stepId }),
        ...(action.workflowId === undefined ? {} : { workflowId: action.workflowId }),
      };
    case 'retry':
      return {
        type: 'retry',
        name,
        criteria,
        ...(action.retryAfter === undefined ? {} : { retryAfter: action.retryAfter }),
        retryLimit: action.retryLimit ?? 1,
      };
  }
}
