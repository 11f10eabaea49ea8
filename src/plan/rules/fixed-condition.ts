import { expressionsInCondition } from '../../criterion/expressions-in-condition.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic, Severity } from '../../diagnostics/diagnostic.ts';
import type { LocatedText } from '../../text/located-text.ts';
import type { PlacedCriterion } from '../compile/placed-criterion.ts';

/** The finding that a criterion comes to the same whatever is answered. `why` is a clause that goes after a colon. */
export function fixedCondition(
  located: LocatedText,
  { criterion: { condition }, pointer }: PlacedCriterion,
  holds: boolean,
  why: string,
  severity?: Severity,
): Diagnostic {
  const place = located.place(`${pointer}/condition`);
  if (holds) {
    const hint = 'Leave the criterion out, or correct it.';
    return diagnose('condition/always-holds', `${condition} always holds: ${why}.`, {
      place,
      hint,
      severity,
    });
  }
  const hint = 'Correct the condition; compare with a value that can be there.';
  return diagnose('condition/never-holds', `${condition} never holds: ${why}.`, { place, hint, severity });
}

/** Why a criterion comes to the same on every status. */
export function whyFixed({ criterion, applied }: PlacedCriterion): string {
  const isConstant =
    criterion.type === 'simple'
      ? expressionsInCondition(criterion.parsed).length === 0
      : applied?.needs === 'impossible';
  return isConstant ? 'there is nothing in it that could change' : 'no status makes it otherwise';
}
