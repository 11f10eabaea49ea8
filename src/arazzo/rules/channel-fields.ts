import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { stepsOf } from '../parts.ts';
import type { Rule } from './rule.ts';

/** The fields of steps on channels go together: a path has an action, and what only a receiving step can use stands there (clauses E8, E12). */
export const channelFields: Rule = (description, located) =>
  stepsOf(description).flatMap(({ value: step, pointer }) => {
    const { stepId, action, channelPath, workflowId, correlationId, requestBody } = step;
    const findings: Diagnostic[] = [];
    if (channelPath !== undefined && action === undefined) {
      const message = `Step "${stepId}" names a channel and not what to do there.`;
      const hint = 'Add action: send, or action: receive.';
      findings.push(diagnose('document/missing-field', message, { place: located.place(pointer), hint }));
    }
    if (workflowId !== undefined && action !== undefined) {
      const message = `Step "${stepId}" calls a workflow, so it has no "action": that is for steps on channels.`;
      const place = located.place(`${pointer}/action`, 'key');
      findings.push(diagnose('document/conflicting-fields', message, { place, hint: 'Remove the action.' }));
    }
    if (correlationId !== undefined && action !== 'receive') {
      const message = `Step "${stepId}" has a "correlationId" and does not receive.`;
      const place = located.place(`${pointer}/correlationId`, 'key');
      const hint =
        action === 'send'
          ? 'Give the value where the description has it: as a header parameter, or in the payload.'
          : 'Remove it; it is for steps with action: receive.';
      findings.push(diagnose('document/conflicting-fields', message, { place, hint }));
    }
    if (requestBody !== undefined && action === 'receive') {
      const message = `Step "${stepId}" receives a message, so its requestBody is ignored.`;
      const place = located.place(`${pointer}/requestBody`, 'key');
      findings.push(diagnose('document/ignored-field', message, { place, hint: 'Remove it.' }));
    }
    return findings;
  });
