import { parseExpression } from './parse-expression.ts';
import type { TextFate, TextFinding } from './text-finding.ts';

/** A slot as other languages of templates write it, and the expression that it is about. */
export interface ForeignSlot {
  /** As written, with its braces. */
  readonly slot: string;
  /** 0-based, in UTF-16 code units. */
  readonly offset: number;
  /** The expression in it, with its `$`. */
  readonly expression: string;
}

// A `$` before a slot of Arazzo is a sign of money, `${$inputs.amount}`, and braces right around one are text, `{{$inputs.name}}` (clause G4).
const form =
  /\$\{\s*((?:inputs|steps|workflows|response|request)\.[^\s{}]+|statusCode)\s*\}|\{\{(?:\s*((?:inputs|steps|workflows|response|request)\.[^\s{}]+)|\s+(\$[^\s{}]+))\s*\}\}/g;

/** The slots of `${…}` and `{{…}}` in a text that hold what would be an expression of Arazzo. */
export function foreignSlots(text: string): readonly ForeignSlot[] {
  if (!text.includes('{')) return [];
  return [...text.matchAll(form)].flatMap(({ 0: slot, 1: dollar, 2: word, 3: own, index }): ForeignSlot[] => {
    const inner = dollar ?? word ?? own!;
    const expression = inner.startsWith('$') ? inner : `$${inner}`;
    return 'expression' in parseExpression(expression) ? [{ slot, offset: index, expression }] : [];
  });
}

/** A text with the slots of other languages as Arazzo writes them, where `isMeant` holds for their expressions. */
export function withOwnSlots(text: string, isMeant: (expression: string) => boolean): string {
  let made = '';
  let at = 0;
  for (const { slot, offset, expression } of foreignSlots(text)) {
    if (!isMeant(expression)) continue;
    if (slot.length === text.length) return expression;
    made += `${text.slice(at, offset)}{${expression}}`;
    at = offset + slot.length;
  }
  return made + text.slice(at);
}

/** Findings of such slots: a hazard, but where only the word between the braces tells that an expression is meant. */
export function foreignSlotFindings(text: string, fate: TextFate): readonly TextFinding[] {
  return foreignSlots(text).map(({ slot, offset, expression }) => ({
    code: 'template/not-an-expression',
    message: `"${slot}" is not how Arazzo writes an expression; it is ${fate} as written.`,
    hint: `Write ${slot.length === text.length ? expression : `{${expression}}`}.`,
    offset,
    length: slot.length,
    severity: /^(?:\$|\{\{\s*\$)/.test(slot) ? 'hazard' : 'warning',
  }));
}
