import { compileExpression, compileNavigation, type Read } from '../expression/compile-expression.ts';
import type { Condition, EvaluatedCriterion, Operand } from './condition.ts';
import { evaluateCompare, isTruthy } from './evaluate-compare.ts';
import { type ExpressionOperand, expressionsInCondition } from './expressions-in-condition.ts';

/** Gives the value of the expression in a slot. */
type Look = (slot: number) => unknown;

/**
 * Compiles a simple condition to a function that evaluates it and tells what it looked at (clauses H1, I10; docs/clauses.md 2.2).
 * Each expression is read at most once; those that short circuit leaves out are not among the operands.
 */
export function compileSimple(conditionText: string, condition: Condition): Read<EvaluatedCriterion> {
  const operands = expressionsInCondition(condition);
  const slots = new Map(operands.map(({ text }, slot) => [text, slot]));
  const reads = operands.map(compileOperand);
  const test = compileTest(condition, slots);
  return (scope) => {
    const values: unknown[] = [];
    const isRead: boolean[] = [];
    const passed = test((slot) => {
      if (isRead[slot] !== true) {
        isRead[slot] = true;
        values[slot] = reads[slot]!(scope);
      }
      return values[slot];
    });
    const seen: { text: string; value?: unknown }[] = [];
    for (const [slot, { text }] of operands.entries()) {
      if (isRead[slot] !== true) continue;
      const value = values[slot];
      seen.push(value === undefined ? { text } : { text, value });
    }
    return { condition: conditionText, passed, operands: seen };
  };
}

/** Reads an operand that is an expression, navigation included. */
export function compileOperand({ expression, navigation }: ExpressionOperand): Read {
  const read = compileExpression(expression);
  if (navigation.length === 0) return read;
  const navigate = compileNavigation(navigation);
  return (scope) => navigate(read(scope));
}

function compileTest(condition: Condition, slots: ReadonlyMap<string, number>): (look: Look) => boolean {
  switch (condition.kind) {
    case 'or': {
      const tests = condition.operands.map((operand) => compileTest(operand, slots));
      return (look) => tests.some((test) => test(look));
    }
    case 'and': {
      const tests = condition.operands.map((operand) => compileTest(operand, slots));
      return (look) => tests.every((test) => test(look));
    }
    case 'not': {
      const test = compileTest(condition.operand, slots);
      return (look) => !test(look);
    }
    case 'compare': {
      const { operator } = condition;
      const left = compileLook(condition.left, slots);
      const right = compileLook(condition.right, slots);
      return (look) => evaluateCompare(operator, left(look), right(look));
    }
    default: {
      const read = compileLook(condition.operand, slots);
      return (look) => isTruthy(read(look));
    }
  }
}

function compileLook(operand: Operand, slots: ReadonlyMap<string, number>): (look: Look) => unknown {
  if (operand.kind === 'literal') return () => operand.value;
  const slot = slots.get(operand.text)!;
  return (look) => look(slot);
}
