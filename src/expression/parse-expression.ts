import type { Expression } from './expression.ts';
import { readExpression, roots } from './grammar.ts';
import { nearMissHint } from './near-miss.ts';

/** Why a text is not an expression. */
export interface ExpressionProblem {
  readonly code: 'expression/syntax';
  /** 0-based, in UTF-16 code units: where the text stops following the grammar. */
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** An expression, or why there is none. */
export type ParsedExpression = { readonly expression: Expression } | { readonly problem: ExpressionProblem };

/**
 * Parses a text that must be wholly one runtime expression, by the grammar of 1.1.0 for documents of every version
 * (clauses K3, K4, K9).
 */
export function parseExpression(text: string): ParsedExpression {
  const read = readExpression(text);
  if ('kind' in read) return { expression: read };
  const message = `"${shortened(text)}" is not a runtime expression: ${lowerFirst(read.message)}`;
  return { problem: { code: 'expression/syntax', offset: read.offset, message, hint: nearMissHint(text) } };
}

const likeness = new RegExp(String.raw`^\$(?:${roots.join('|')})(?![A-Za-z0-9_-])`);

/** Whether a text begins as an expression does, with `$` and a known root. `$100`, `$.items` and `$ref` do not (clause G10). */
export function isExpressionLike(text: string): boolean {
  return likeness.test(text);
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
