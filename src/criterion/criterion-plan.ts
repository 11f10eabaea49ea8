import type { Expression } from '../expression/expression.ts';
import type { Condition } from './condition.ts';
import type { Dialect } from './dialect.ts';

/** A criterion made ready to be evaluated. Plain JSON. */
export type CriterionPlan = SimpleCriterion | AppliedCriterion;

/** A simple condition (clause I10). */
export interface SimpleCriterion {
  readonly type: 'simple';
  /** As written. */
  readonly condition: string;
  readonly parsed: Condition;
}

/** A condition that is applied to the value of an expression (clauses I5 to I8). */
export interface AppliedCriterion {
  readonly type: 'regex' | 'jsonpath' | 'xpath';
  readonly dialect: Dialect;
  /** As written. */
  readonly condition: string;
  readonly context: Expression;
  readonly parts: readonly ConditionPart[];
}

/** Text, a slot in it, or a literal of the condition's language that holds slots. */
export type ConditionPart = string | Expression | LiteralPart;

/** A literal with slots: its parts without the quotes around them. */
export interface LiteralPart {
  readonly kind: 'literal';
  readonly quote: '"' | "'";
  readonly parts: readonly (string | Expression)[];
}
