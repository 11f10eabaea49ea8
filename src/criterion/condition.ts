import type { Expression } from '../expression/expression.ts';

/** A simple condition, parsed (grammar: docs/clauses.md 2.2). Plain JSON. */
export type Condition =
  | { readonly kind: 'or' | 'and'; readonly operands: readonly Condition[] }
  | { readonly kind: 'not'; readonly operand: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly left: Operand;
      readonly right: Operand;
    }
  /** A bare operand: true unless false, null, missing, 0, NaN or "". */
  | { readonly kind: 'truthy'; readonly operand: Operand };

/** The comparison operators of the specification. */
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** One side of a comparison. `text` is the source text, for reports. */
export type Operand =
  | { readonly kind: 'literal'; readonly text: string; readonly value: string | number | boolean | null }
  | {
      readonly kind: 'expression';
      readonly text: string;
      readonly expression: Expression;
      /** `.member` and `[index]` after the expression, in order. */
      readonly navigation: readonly (string | number)[];
    };

/** What a criterion came to, with the value of each expression it looked at. Missing values are absent. */
export interface EvaluatedCriterion {
  readonly condition: string;
  readonly passed: boolean;
  /** Why it could not be evaluated, which fails it (clause I9): a sentence without values. */
  readonly problem?: string;
  readonly operands: readonly { readonly text: string; readonly value?: unknown }[];
}
