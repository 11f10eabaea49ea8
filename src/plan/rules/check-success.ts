import { diagnose } from '../../diagnostics/diagnose.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import { fixedCondition, whyFixed } from './fixed-condition.ts';
import { type PlacedCriterion } from '../compile/placed-criterion.ts';
import { standingStatuses, type Status, statusResults } from './status-results.ts';

/** Criteria that must hold at once, and what comes of them. */
export interface Conjunction {
  readonly criteria: readonly PlacedCriterion[];
  /** Whether no criterion of it is left out for what is wrong with it. */
  readonly isWhole: boolean;
  /** JSON Pointer of the list. */
  readonly pointer: string;
}

/** Reports a step that no answer lets succeed, whatever its description documents: its criteria contradict themselves, or one another. */
export function checkSuccess(context: CompileContext, stepId: string, success: Conjunction): void {
  // Where no answer comes, a step fails without a look at its criteria (clause H3).
  report(context, success, standingStatuses(success.criteria), `Step "${stepId}" never succeeds`);
}

/** Reports an action that no answer lets be taken, because its criteria contradict themselves, or one another. */
export function checkTaken(context: CompileContext, name: string, taken: Conjunction): void {
  report(context, taken, [...standingStatuses(taken.criteria), null], `The action "${name}" is never taken`);
}

function report(
  context: CompileContext,
  { criteria, isWhole, pointer }: Conjunction,
  statuses: readonly Status[],
  consequence: string,
): void {
  const mayHold = (each: PlacedCriterion, status: Status): boolean => statusResults(each, status).mayHold;
  const never = criteria.filter((each) => !statuses.some((status) => mayHold(each, status)));
  for (const each of never)
    context.report(fixedCondition(context.located, each, false, whyFixed(each), 'hazard'));
  if (never.length > 0 || !isWhole || criteria.length < 2) return;
  if (statuses.some((status) => criteria.every((each) => mayHold(each, status)))) return;
  const conditions = criteria.map(({ criterion }) => criterion.condition).join('; ');
  const message = `${consequence}: its criteria exclude one another (${conditions}).`;
  const place = context.located.place(pointer, 'key');
  const hint = 'All criteria must hold at once. Join alternatives with || in one condition.';
  context.report(diagnose('condition/never-holds', message, { place, hint, severity: 'hazard' }));
}
