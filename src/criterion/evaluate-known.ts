import { compileCriterion } from './compile-criterion.ts';
import { fixedText } from './condition-text.ts';
import type { CriterionEngines } from './criterion-engines.ts';
import type { CriterionPlan } from './criterion-plan.ts';
import { evaluatePartially, isKnown, type KnownResponse, scopeOf } from './evaluate-partially.ts';

/**
 * What a criterion comes to when only this much of the response is known, or undefined when it depends on the rest.
 * A condition with slots, or with a context that is not known, is open.
 */
export function evaluateKnown(
  criterion: CriterionPlan,
  response: KnownResponse,
  engines: CriterionEngines,
): boolean | undefined {
  if (criterion.type === 'simple') return evaluatePartially(criterion.parsed, response);
  if (fixedText(criterion.parts) === undefined || !isKnown(criterion.context, response)) return undefined;
  return compileCriterion(criterion, engines)(scopeOf(response)).passed;
}
