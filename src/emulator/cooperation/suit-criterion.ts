import type { ConditionPart, CriterionPlan } from '../../criterion/criterion-plan.ts';
import { compileExpression } from '../../expression/compile-expression.ts';
import type { Scope } from '../../expression/scope.ts';
import { createDraw } from '../values/draw.ts';
import { generatePattern } from '../values/generate-pattern.ts';
import { suitCondition, type Suiting } from './suit-condition.ts';
import { suitQuery, suitQueryComparison } from './suit-query.ts';

/** Changes an answer so that a criterion comes to what is wanted, as far as it is known how. XPath is left alone. */
export function suitCriterion(criterion: CriterionPlan, wanted: boolean, suiting: Suiting): void {
  if (criterion.type === 'simple') {
    suitCondition(criterion.parsed, wanted, suiting);
    return;
  }
  const place = suiting.placeOf(criterion.context);
  if (place === undefined) return;
  const text = filled(criterion.parts, suiting.scope());
  if (criterion.type === 'regex') {
    const made = wanted ? generatePattern(text, createDraw(text), '') : 'other';
    if (made === undefined) return;
    if (place.kind === 'header') suiting.draft.setHeader(place.name, made);
    else if (wanted || typeof suiting.draft.get(place.tokens) === 'string')
      suiting.draft.set(place.tokens, made);
    return;
  }
  if (criterion.type === 'xpath' || place.kind === 'header') return;
  if (criterion.dialect === 'jsonpath-comparison')
    suitQueryComparison(suiting.draft, text, place.tokens, wanted);
  else if (wanted) suitQuery(suiting.draft, text, place.tokens);
}

/** The text of a condition with what its slots stand for. */
function filled(parts: readonly ConditionPart[], scope: Scope): string {
  return parts
    .map((part): string => {
      if (typeof part === 'string') return part;
      if (part.kind === 'literal') return `${part.quote}${filled(part.parts, scope)}${part.quote}`;
      const value = compileExpression(part)(scope);
      return typeof value === 'string' ? value : JSON.stringify(value ?? null);
    })
    .join('');
}
