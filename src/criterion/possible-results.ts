import type { ComparisonOperator, Condition, Operand } from './condition.ts';
import { evaluateCompare, isTruthy } from './evaluate-compare.ts';

/** What a value may be. Any text or number stands for all of them. */
export interface PossibleValues {
  readonly values: readonly unknown[];
  readonly anyText?: boolean;
  readonly anyNumber?: boolean;
}

/** What is known of the value of an expression with its navigation; undefined when it may be anything. */
export type KnownValues = (operand: Extract<Operand, { kind: 'expression' }>) => PossibleValues | undefined;

/** Whether a condition may come to true, and whether it may come to false. */
export interface PossibleResults {
  readonly mayHold: boolean;
  readonly mayFail: boolean;
}

/** Either, for all that is known. */
export const eitherResult: PossibleResults = { mayHold: true, mayFail: true };

/**
 * What a simple condition may come to, given what its operands may be. Every operand is taken to be independent of the others, so that what is said never
 * to happen never does, and what is said to be possible may still not be.
 */
export function possibleResults(condition: Condition, known: KnownValues): PossibleResults {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const results = condition.operands.map((operand) => possibleResults(operand, known));
      const [some, every] = ['some', 'every'] as const;
      const [holds, fails] = condition.kind === 'and' ? [every, some] : [some, every];
      return {
        mayHold: results[holds](({ mayHold }) => mayHold),
        mayFail: results[fails](({ mayFail }) => mayFail),
      };
    }
    case 'not': {
      const { mayHold, mayFail } = possibleResults(condition.operand, known);
      return { mayHold: mayFail, mayFail: mayHold };
    }
    case 'compare':
      return compare(condition.operator, valuesOf(condition.left, known), valuesOf(condition.right, known));
    case 'truthy': {
      const possible = valuesOf(condition.operand, known);
      if (possible === undefined) return eitherResult;
      return united([...possible.values, ...samples(possible, undefined)].map(isTruthy));
    }
  }
}

function valuesOf(operand: Operand, known: KnownValues): PossibleValues | undefined {
  return operand.kind === 'literal' ? { values: [operand.value] } : known(operand);
}

function compare(
  operator: ComparisonOperator,
  left: PossibleValues | undefined,
  right: PossibleValues | undefined,
): PossibleResults {
  if (left === undefined || right === undefined || (isOpen(left) && isOpen(right))) return eitherResult;
  return united(pairs(left, right).map(([a, b]) => evaluateCompare(operator, a, b)));
}

/** Every way in which two values may meet: what stands for all texts or numbers is drawn from around the value that it meets. */
function pairs(left: PossibleValues, right: PossibleValues): (readonly [unknown, unknown])[] {
  return [
    ...left.values.flatMap((a) => right.values.map((b) => [a, b] as const)),
    ...left.values.flatMap((a) => samples(right, a).map((b) => [a, b] as const)),
    ...right.values.flatMap((b) => samples(left, b).map((a) => [a, b] as const)),
  ];
}

/** Texts and numbers on every side of a value. */
function samples({ anyText, anyNumber }: PossibleValues, beside: unknown): unknown[] {
  const number = Number(beside);
  const near = Number.isFinite(number) ? [number - 1, number, number + 1] : [-1, 0, 1];
  const text = typeof beside === 'string' || typeof beside === 'number' ? String(beside) : 'text';
  return [
    ...(anyText === true ? ['', text, `${text}~`, ...near.map(String)] : []),
    ...(anyNumber === true ? near : []),
  ];
}

function isOpen({ anyText = false, anyNumber = false }: PossibleValues): boolean {
  return anyText || anyNumber;
}

function united(results: readonly boolean[]): PossibleResults {
  return { mayHold: results.includes(true), mayFail: results.includes(false) };
}
