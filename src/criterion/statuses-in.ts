import type { Condition, Operand } from './condition.ts';
import type { CriterionPlan } from './criterion-plan.ts';

/** The statuses that criteria name, in their order. */
export function statusesIn(criteria: readonly CriterionPlan[]): readonly number[] {
  return criteria.flatMap((criterion) => (criterion.type === 'simple' ? statusesOf(criterion.parsed) : []));
}

function statusesOf(condition: Condition): readonly number[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.operands.flatMap(statusesOf);
    case 'not':
      return statusesOf(condition.operand);
    case 'truthy':
      return [];
    case 'compare': {
      const { left, right } = condition;
      const sides = [left, right];
      if (!sides.some(isStatus)) return [];
      return sides.flatMap((side) => (side.kind === 'literal' ? asStatus(side.value) : []));
    }
  }
}

function isStatus(operand: Operand): boolean {
  return operand.kind === 'expression' && operand.expression.kind === 'statusCode';
}

/** Of a number between two statuses, both. */
function asStatus(value: unknown): readonly number[] {
  const near = new Set([Math.floor(Number(value)), Math.ceil(Number(value))]);
  return [...near].filter((status) => status >= 100 && status <= 599);
}
