import { diagnose } from '../../diagnostics/diagnose.ts';
import { actionLists } from '../parts.ts';
import { resolveActions } from '../resolve-reusable.ts';
import type { Rule } from './rule.ts';

/** A list holds each action once, by its name (clause D7). */
export const duplicateActions: Rule = (description, located) =>
  actionLists(description).flatMap(({ value: list, pointer }) => {
    const seen = new Set<string>();
    return resolveActions(description, list, pointer).flatMap(({ action: { name }, usePointer }) => {
      if (!seen.has(name)) {
        seen.add(name);
        return [];
      }
      const message = `The action "${name}" stands twice in one list.`;
      const hint = 'Give it a name of its own; actions of a step replace those of the workflow by name.';
      return [diagnose('document/duplicate-name', message, { place: located.place(usePointer), hint })];
    });
  });
