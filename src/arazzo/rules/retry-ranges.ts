import { diagnose } from '../../diagnostics/diagnose.ts';
import { actionsOf, stepsOf } from '../parts.ts';
import type { Rule } from './rule.ts';

/** retryAfter and retryLimit are not negative (clauses H10, H12), and a timeout is more than nothing (E9). */
export const retryRanges: Rule = (description, located) => [
  ...stepsOf(description).flatMap(({ value: { stepId, timeout }, pointer }) => {
    if (timeout === undefined || timeout > 0) return [];
    const message = `"timeout" of step "${stepId}" leaves no time.`;
    const detail = { place: located.place(`${pointer}/timeout`), hint: 'Write milliseconds, 1 or more.' };
    return [diagnose('document/wrong-type', message, detail)];
  }),
  ...actionsOf(description).flatMap(({ value: action, pointer }) => {
    if (action.type !== 'retry') return [];
    return (['retryAfter', 'retryLimit'] as const).flatMap((field) => {
      const number = action[field];
      if (number === undefined || number >= 0) return [];
      const message = `"${field}" of the action "${action.name}" is negative.`;
      const hint =
        field === 'retryAfter' ? 'Write seconds, 0 or more.' : 'Write how often to retry, 0 or more.';
      return [
        diagnose('document/wrong-type', message, { place: located.place(`${pointer}/${field}`), hint }),
      ];
    });
  }),
];
