import { diagnose } from '../../diagnostics/diagnose.ts';
import { stepsOf } from '../parts.ts';
import type { Rule } from './rule.ts';

/** A step that calls a workflow sends no request, so a request body is ignored there (clause E12). */
export const bodyOfWorkflowStep: Rule = (description, located) =>
  stepsOf(description).flatMap(({ value: { stepId, workflowId, requestBody }, pointer }) => {
    if (workflowId === undefined || requestBody === undefined) return [];
    const message = `Step "${stepId}" calls a workflow, so its requestBody is ignored.`;
    const place = located.place(`${pointer}/requestBody`, 'key');
    return [
      diagnose('document/ignored-field', message, {
        place,
        hint: 'Pass values as parameters; they become inputs.',
      }),
    ];
  });
