import type { Condition, Operand } from './condition.ts';

/** The text of a condition, the inverse of `parseCondition`; string literals stand in single quotes. */
export function formatCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'or':
      return condition.operands.map((operand) => grouped(operand, operand.kind === 'or')).join(' || ');
    case 'and':
      return condition.operands
        .map((operand) => grouped(operand, operand.kind === 'or' || operand.kind === 'and'))
        .join(' && ');
    case 'not':
      return `!${grouped(condition.operand, condition.operand.kind !== 'truthy')}`;
    case 'compare':
      return `${formatOperand(condition.left)} ${condition.operator} ${formatOperand(condition.right)}`;
    default:
      return formatOperand(condition.operand);
  }
}

/** A string as a literal of the condition language: in single quotes, with `''` for a quote (clause I10). */
export function quoteLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function grouped(condition: Condition, isGrouped: boolean): string {
  return isGrouped ? `(${formatCondition(condition)})` : formatCondition(condition);
}

/** Only a double-quoted string has a text of its own that should not be kept. */
function formatOperand(operand: Operand): string {
  return operand.kind === 'literal' && typeof operand.value === 'string' && operand.text.startsWith('"')
    ? quoteLiteral(operand.value)
    : operand.text;
}
