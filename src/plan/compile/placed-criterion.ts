import type { Criterion } from '../../arazzo/document.ts';
import { fixedText } from '../../criterion/condition-text.ts';
import type { ConditionTest, CriterionEngines, Needs } from '../../criterion/criterion-engines.ts';
import type { CriterionPlan } from '../../criterion/criterion-plan.ts';

/** A criterion with where it stands. */
export interface PlacedCriterion {
  readonly criterion: CriterionPlan;
  /** JSON Pointer of the Criterion Object. */
  readonly pointer: string;
  /** What its condition is compiled to, where that is applied to a context and holds no slots. */
  readonly applied?: FixedTest;
}

/** A condition that is applied to a context and holds no slots. */
export interface FixedTest {
  readonly test: ConditionTest;
  readonly needs: Needs;
}

/** Criteria beside what they were compiled to. Those that could not be compiled are left out of a plan, and stay in order. */
export function placedCriteria(
  written: readonly Criterion[] = [],
  compiled: readonly CriterionPlan[],
  pointer: string,
  engines: CriterionEngines,
): PlacedCriterion[] {
  let next = 0;
  return written.flatMap(({ condition }, index): PlacedCriterion[] => {
    const criterion = compiled[next];
    if (criterion?.condition !== condition) return [];
    next++;
    const applied = appliedBy(criterion, engines);
    return [{ criterion, pointer: `${pointer}/${index}`, ...(applied === undefined ? {} : { applied }) }];
  });
}

function appliedBy(criterion: CriterionPlan, engines: CriterionEngines): FixedTest | undefined {
  const fixed = criterion.type === 'simple' ? undefined : fixedText(criterion.parts);
  if (criterion.type === 'simple' || fixed === undefined) return undefined;
  const made = tests.get(engines) ?? new Map<string, FixedTest>();
  tests.set(engines, made);
  const key = `${criterion.dialect} ${fixed}`;
  const before = made.get(key);
  if (before !== undefined) return before;
  const compiled = engines[criterion.dialect]!(fixed);
  if ('problem' in compiled) return undefined;
  const test: FixedTest = { test: compiled.test, needs: compiled.needs?.() ?? [] };
  made.set(key, test);
  return test;
}

/** The same condition often stands at many steps. */
const tests = new WeakMap<CriterionEngines, Map<string, FixedTest>>();
