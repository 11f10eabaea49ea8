import type { Condition, Operand } from './condition.ts';

/** An operand that is an expression. */
export type ExpressionOperand = Extract<Operand, { readonly kind: 'expression' }>;

/** The expressions of a condition in the order of its text, each text once. */
export function expressionsInCondition(condition: Condition): ExpressionOperand[] {
  const byText = new Map<string, ExpressionOperand>();
  for (const operand of operandsOf(condition)) {
    if (operand.kind === 'expression' && !byText.has(operand.text)) byText.set(operand.text, operand);
  }
  return [...byText.values()];
}

function operandsOf(condition: Condition): Operand[] {
  switch (condition.kind) {
    case 'or':
    case 'and':
      return condition.operands.flatMap(operandsOf);
    case 'not':
      return operandsOf(condition.operand);
    case 'compare':
      return [condition.left, condition.right];
    default:
      return [condition.operand];
  }
}
