import type { Expression } from '../expression/expression.ts';
import type { Scope } from '../expression/scope.ts';
import { compileOperand } from './compile-simple.ts';
import type { Condition, Operand } from './condition.ts';
import { evaluateCompare, isTruthy } from './evaluate-compare.ts';

/** What is known of a response before there is one. What is left out is unknown; a body that is undefined is known to be empty. */
export interface KnownResponse {
  readonly statusCode?: number;
  readonly body?: unknown;
}

/**
 * What a condition comes to when only this much of the response is known: true or false whatever the rest may be,
 * or undefined when it depends on the rest. Inputs, steps, workflows, the request and header fields are never known.
 * Each occurrence of an unknown is taken to be independent, so `x == 1 || x != 1` is undefined.
 */
export function evaluatePartially(condition: Condition, response: KnownResponse): boolean | undefined {
  switch (condition.kind) {
    case 'or':
      return decide(condition.operands, response, true);
    case 'and':
      return decide(condition.operands, response, false);
    case 'not': {
      const outcome = evaluatePartially(condition.operand, response);
      return outcome === undefined ? undefined : !outcome;
    }
    case 'compare': {
      const left = known(condition.left, response);
      const right = known(condition.right, response);
      if (left === undefined || right === undefined) return undefined;
      return evaluateCompare(condition.operator, left.value, right.value);
    }
    default: {
      const operand = known(condition.operand, response);
      return operand === undefined ? undefined : isTruthy(operand.value);
    }
  }
}

/** One operand that comes to `deciding` decides; all known and none deciding is the opposite; else it is open. */
function decide(
  operands: readonly Condition[],
  response: KnownResponse,
  deciding: boolean,
): boolean | undefined {
  const outcomes = operands.map((operand) => evaluatePartially(operand, response));
  if (outcomes.includes(deciding)) return deciding;
  return outcomes.includes(undefined) ? undefined : !deciding;
}

function known(operand: Operand, response: KnownResponse): { readonly value: unknown } | undefined {
  if (operand.kind === 'literal') return operand;
  return isKnown(operand.expression, response)
    ? { value: compileOperand(operand)(scopeOf(response)) }
    : undefined;
}

/** Whether this much of a response tells the value of an expression. */
export function isKnown(expression: Expression, response: KnownResponse): boolean {
  return expression.kind === 'statusCode'
    ? response.statusCode !== undefined
    : expression.kind === 'response' && expression.source === 'body' && Object.hasOwn(response, 'body');
}

/** The scope in which known expressions are evaluated. */
export function scopeOf({ statusCode = 0, body }: KnownResponse): Scope {
  return { inputs: {}, steps: {}, workflows: {}, response: { statusCode, header: {}, body } };
}
