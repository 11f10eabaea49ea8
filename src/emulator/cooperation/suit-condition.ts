import { compileOperand } from '../../criterion/compile-simple.ts';
import type { Condition, Operand } from '../../criterion/condition.ts';
import { evaluateCompare } from '../../criterion/evaluate-compare.ts';
import type { Expression } from '../../expression/expression.ts';
import type { Scope } from '../../expression/scope.ts';
import type { Draft } from './draft.ts';
import { mirror, suitComparison, suitTruth } from './suit-comparison.ts';

/** Where in an answer something is read from. */
export type AnswerPlace =
  | { readonly kind: 'body'; readonly tokens: readonly string[] }
  | { readonly kind: 'header'; readonly name: string };

/** What suiting an answer to conditions needs. */
export interface Suiting {
  readonly draft: Draft;
  /** Everything that expressions can see, the answer as it is now among it. */
  readonly scope: () => Scope;
  /** Where in the answer an expression reads, also by way of an output of its step; undefined for any other. */
  readonly placeOf: (expression: Expression) => AnswerPlace | undefined;
}

/** Changes an answer so that a simple condition comes to what is wanted, as far as the answer decides it. Statuses are not changed. */
export function suitCondition(condition: Condition, wanted: boolean, suiting: Suiting): void {
  switch (condition.kind) {
    case 'not':
      return suitCondition(condition.operand, !wanted, suiting);
    case 'and':
    case 'or': {
      const all = (condition.kind === 'and') === wanted;
      if (all) for (const operand of condition.operands) suitCondition(operand, wanted, suiting);
      else suitAny(condition.operands, wanted, suiting);
      return;
    }
    case 'truthy': {
      const place = operandPlace(condition.operand, suiting);
      if (place?.kind === 'body') suitTruth(suiting.draft, place.tokens, wanted);
      if (place?.kind === 'header' && wanted) ensureHeader(suiting, place.name);
      return;
    }
    case 'compare': {
      const { left, right, operator } = condition;
      const place = operandPlace(left, suiting);
      if (place !== undefined) return suitPlace(suiting, place, operator, valueOf(right, suiting), wanted);
      const other = operandPlace(right, suiting);
      if (other !== undefined) suitPlace(suiting, other, mirror(operator), valueOf(left, suiting), wanted);
    }
  }
}

/** One of several is enough: none is changed where one is so already, else the first that can be made so. */
function suitAny(operands: readonly Condition[], wanted: boolean, suiting: Suiting): void {
  if (operands.some((operand) => holds(operand, suiting) === wanted)) return;
  for (const operand of operands) {
    suitCondition(operand, wanted, suiting);
    if (holds(operand, suiting) === wanted) return;
  }
}

function holds(condition: Condition, suiting: Suiting): boolean {
  switch (condition.kind) {
    case 'not':
      return !holds(condition.operand, suiting);
    case 'and':
      return condition.operands.every((operand) => holds(operand, suiting));
    case 'or':
      return condition.operands.some((operand) => holds(operand, suiting));
    case 'truthy':
      return Boolean(valueOf(condition.operand, suiting));
    case 'compare':
      return evaluateCompare(
        condition.operator,
        valueOf(condition.left, suiting),
        valueOf(condition.right, suiting),
      );
  }
}

function valueOf(operand: Operand, suiting: Suiting): unknown {
  return operand.kind === 'literal' ? operand.value : compileOperand(operand)(suiting.scope());
}

function operandPlace(operand: Operand, { placeOf }: Suiting): AnswerPlace | undefined {
  if (operand.kind === 'literal') return undefined;
  const place = placeOf(operand.expression);
  if (place?.kind !== 'body') return place;
  return { kind: 'body', tokens: [...place.tokens, ...operand.navigation.map(String)] };
}

function suitPlace(
  suiting: Suiting,
  place: AnswerPlace,
  operator: Extract<Condition, { kind: 'compare' }>['operator'],
  other: unknown,
  wanted: boolean,
): void {
  if (place.kind === 'body') return suitComparison(suiting.draft, place.tokens, operator, other, wanted);
  if (operator === '==' && wanted && other !== null && other !== undefined) {
    suiting.draft.setHeader(place.name, typeof other === 'string' ? other : JSON.stringify(other));
  } else if (operator === '!=' && wanted) ensureHeader(suiting, place.name);
}

/** Lets a header field be there. */
export function ensureHeader({ draft }: Suiting, name: string): void {
  const present = draft.answer().headers[name.toLowerCase()];
  if (present === undefined || present === '') draft.setHeader(name, 'text');
}
