import type { Read } from '../expression/compile-expression.ts';
import { compileApplied } from './compile-applied.ts';
import { compileSimple } from './compile-simple.ts';
import type { EvaluatedCriterion } from './condition.ts';
import type { CriterionEngines } from './criterion-engines.ts';
import type { CriterionPlan } from './criterion-plan.ts';

/** Compiles a criterion to a function that evaluates it and tells what it looked at. `engines` has those of its dialect. */
export function compileCriterion(plan: CriterionPlan, engines: CriterionEngines): Read<EvaluatedCriterion> {
  return plan.type === 'simple'
    ? compileSimple(plan.condition, plan.parsed)
    : compileApplied(plan, engines[plan.dialect]!);
}
