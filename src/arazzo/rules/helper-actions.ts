import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { actionLists } from '../parts.ts';
import { resolveActions } from '../resolve-reusable.ts';
import type { Rule } from './rule.ts';

/** A step that runs before another is retried runs alone: where its own actions would lead is ignored then (clause H14). */
export const helperActions: Rule = (description, located) =>
  actionLists(description).flatMap(({ workflow, value: list, pointer: at }) =>
    resolveActions(description, list, at).flatMap(({ action, pointer, usePointer }): Diagnostic[] => {
      const helper = workflow.steps.find(({ stepId }) => stepId === action.stepId);
      const acts = (helper?.onSuccess ?? []).length > 0 || (helper?.onFailure ?? []).length > 0;
      if (action.type !== 'retry' || !acts) return [];
      const place = located.place(pointer === usePointer ? `${pointer}/stepId` : `${usePointer}/reference`);
      const message = `The actions of step "${action.stepId}" are ignored when it runs for the retry "${action.name}".`;
      const hint = 'To let them decide, make the step a workflow of its own, and name that.';
      return [diagnose('document/ignored-field', message, { place, hint })];
    }),
  );
