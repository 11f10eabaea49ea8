import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LocatedText } from '../../text/located-text.ts';
import { type ActionPart, actionsOf } from '../parts.ts';
import type { Rule } from './rule.ts';

const targets = ['stepId', 'workflowId'] as const;
const retries = ['retryAfter', 'retryLimit'] as const;

/** A goto has exactly one target (clause H7), a retry at most one (H9), and other fields serve only their own type (H15, F10). */
export const actionFields: Rule = (description, located) =>
  actionsOf(description).flatMap((part) => {
    const { value: action, pointer, kind } = part;
    const given = targets.filter((field) => Object.hasOwn(action, field));
    // On a success action they are unknown fields, which the shape check reports.
    const idle =
      action.type === 'retry' || kind === 'successActions'
        ? []
        : retries.filter((field) => Object.hasOwn(action, field));
    const findings = [...(action.type === 'end' ? given : []), ...idle].map((field) =>
      ignored(located, part, field),
    );
    if (action.parameters !== undefined && (action.type === 'end' || action.workflowId === undefined)) {
      const message = `"parameters" is ignored: the action "${action.name}" names no workflow to pass them to.`;
      const place = located.place(`${pointer}/parameters`, 'key');
      findings.push(diagnose('document/ignored-field', message, { place, hint: 'Remove it.' }));
    }
    if (action.type === 'goto' && given.length === 0) {
      const message = `The action "${action.name}" does not say where to go.`;
      const detail = { place: located.place(pointer), hint: 'Add a stepId or a workflowId.' };
      findings.push(diagnose('document/missing-field', message, detail));
    }
    if (action.type !== 'end' && given.length > 1) {
      const message = `The action "${action.name}" names both a step and a workflow.`;
      const detail = { place: located.place(`${pointer}/workflowId`, 'key'), hint: 'Keep one of them.' };
      findings.push(diagnose('document/conflicting-fields', message, detail));
    }
    return findings;
  });

function ignored(located: LocatedText, { value: action, pointer }: ActionPart, field: string): Diagnostic {
  const message = `"${field}" is ignored: the action "${action.name}" is of type ${action.type}.`;
  const place = located.place(`${pointer}/${field}`, 'key');
  return diagnose('document/ignored-field', message, { place, hint: 'Remove it, or change the type.' });
}
