import type { ComparisonOperator } from '../../criterion/condition.ts';
import { evaluateCompare } from '../../criterion/evaluate-compare.ts';
import { flatten } from '../values/flatten.ts';
import type { Draft } from './draft.ts';

const opposites: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
};

/** The operator that says the same when its sides change places. */
export function mirror(operator: ComparisonOperator): ComparisonOperator {
  return mirrored[operator];
}

/** Lets the value at a place of a body compare with another as wanted. A value that does already stays. */
export function suitComparison(
  draft: Draft,
  tokens: readonly string[],
  operator: ComparisonOperator,
  other: unknown,
  wanted: boolean,
): void {
  const asked = wanted ? operator : opposites[operator];
  const present = draft.get(tokens);
  if (present !== undefined && evaluateCompare(asked, present, other)) return;
  if (asked === '==') {
    draft.set(tokens, other ?? null);
    return;
  }
  const found = candidates(draft, tokens, other).find((value) => evaluateCompare(asked, value, other));
  if (found !== undefined) draft.set(tokens, found);
}

/** Values that may differ from another, or stand before or after it: those that the schema admits first. */
function candidates(draft: Draft, tokens: readonly string[], other: unknown): readonly unknown[] {
  const schema = draft.schemaAt(tokens);
  const { enum: values } = schema === undefined ? {} : flatten(schema, schema, () => 0).schema;
  const made = schema === undefined ? [] : [draft.make(tokens, schema)];
  const number = typeof other === 'number' ? other : Number(other);
  const numbers =
    Number.isFinite(number) && other !== '' && other !== null ? [number, number + 1, number - 1] : [];
  const texts = typeof other === 'string' ? [`${other}-other`, `${other}~`, ''] : [];
  const flags = typeof other === 'boolean' ? [!other] : [];
  return [
    ...(Array.isArray(values) ? values : []),
    ...made,
    ...flags,
    ...numbers,
    ...texts,
    draft.make(tokens, { type: 'string' }),
    1,
  ];
}

/** Lets the value at a place pass as a bare operand, or not. */
export function suitTruth(draft: Draft, tokens: readonly string[], wanted: boolean): void {
  const present = draft.get(tokens);
  if (Boolean(present) === wanted) return;
  if (!wanted) {
    draft.set(tokens, typeof present === 'boolean' ? false : null);
    return;
  }
  if (present === undefined || present === null) draft.ensure(tokens);
  const found = draft.get(tokens);
  if (!found) draft.set(tokens, typeof found === 'number' ? 1 : typeof found === 'string' ? 'text' : true);
}
