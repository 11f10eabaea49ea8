import { diagnose } from '../../diagnostics/diagnose.ts';
import { stepsOf } from '../parts.ts';
import type { Rule } from './rule.ts';

const targets = ['operationId', 'operationPath', 'channelPath', 'workflowId'] as const;

/** A step has exactly one target (clause E2). */
export const stepTarget: Rule = (description, located) => {
  const known = description.arazzo.startsWith('1.0.')
    ? targets.filter((each) => each !== 'channelPath')
    : targets;
  return stepsOf(description).flatMap(({ value: step, pointer }) => {
    const given = targets.filter((target) => step[target] !== undefined);
    if (given.length === 0) {
      const message = `Step "${step.stepId}" has nothing to call.`;
      const hint = `Add one of ${known.join(', ')}.`;
      return [diagnose('document/missing-field', message, { place: located.place(pointer), hint })];
    }
    if (given.length === 1) return [];
    const message = `Step "${step.stepId}" has more than one target: ${given.join(' and ')}.`;
    const place = located.place(`${pointer}/${given[1]}`, 'key');
    return [diagnose('document/conflicting-fields', message, { place, hint: 'Keep one of them.' })];
  });
};
