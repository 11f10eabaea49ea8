import { diagnose } from '../../diagnostics/diagnose.ts';
import { stepsOf } from '../parts.ts';
import type { Rule } from './rule.ts';

const targets = ['operationId', 'operationPath', 'workflowId'] as const;

/** A step has exactly one target (clause E2). */
export const stepTarget: Rule = (description, located) =>
  stepsOf(description).flatMap(({ value: step, pointer }) => {
    const given = targets.filter((target) => step[target] !== undefined);
    if (given.length === 0) {
      // A target of Arazzo 1.1 is reported where the shape is checked.
      if (Object.hasOwn(step, 'channelPath')) return [];
      const message = `Step "${step.stepId}" has nothing to call.`;
      const hint = `Add one of ${targets.join(', ')}.`;
      return [diagnose('document/missing-field', message, { place: located.place(pointer), hint })];
    }
    if (given.length === 1) return [];
    const message = `Step "${step.stepId}" has more than one target: ${given.join(' and ')}.`;
    const place = located.place(`${pointer}/${given[1]}`, 'key');
    return [diagnose('document/conflicting-fields', message, { place, hint: 'Keep one of them.' })];
  });
