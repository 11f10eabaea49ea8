import { parsePointer } from '../text/pointer.ts';
import type { Expression } from './expression.ts';
import { parseExpression } from './parse-expression.ts';

const root = '$inputs.';

/** The names that the grammar of 1.1.0 cannot spell, and that of 1.0 can: `first name`, `with[]`, `$orderby`. */
export function olderNames(names: readonly string[]): readonly string[] {
  return names.filter((name) => name !== '' && 'problem' in parseExpression(root + name));
}

/**
 * Reads an expression of a 1.0 document that is one only by the grammar of 1.0: an input whose exact name is declared, with a pointer
 * or without (clause K3), or a pointer to names with braces (clause K4). Undefined when it is none.
 * @param names As {@link olderNames} gives them.
 */
export function parseOlderExpression(text: string, names: readonly string[]): Expression | undefined {
  return parseOlderName(text, names) ?? parseOlderPointer(text);
}

/** The same of what stands between braces, which no pointer can hold there. */
export function parseOlderName(text: string, names: readonly string[]): Expression | undefined {
  if (!text.startsWith(root)) return undefined;
  const rest = text.slice(root.length);
  if (names.includes(rest)) return { kind: 'inputs', name: rest };
  const name = names.find((each) => rest.startsWith(`${each}#`));
  const pointer = name === undefined ? undefined : parsePointer(rest.slice(name.length + 1));
  return pointer === undefined ? undefined : { kind: 'inputs', name: name!, pointer };
}

/** A slot is one all the same: `{$` within a pointer is taken for text with a slot. */
function parseOlderPointer(text: string): Expression | undefined {
  const [, base, written] = /^(\$[^#{}]+)#([^]*[{}][^]*)$/.exec(text) ?? [];
  if (base === undefined || written === undefined || written.includes('{$')) return undefined;
  const parsed = parseExpression(`${base}#`);
  const pointer = parsePointer(written);
  return 'problem' in parsed || pointer === undefined
    ? undefined
    : ({ ...parsed.expression, pointer } as Expression);
}
