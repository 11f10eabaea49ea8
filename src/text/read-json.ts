import { limits } from './limits.ts';

/**
 * The value of a JSON text (RFC 8259), or undefined when the text is anything but clean JSON: no JSON at all, a repeated
 * member name, nesting beyond the limit, a number beyond the range of a double. YAML, of which JSON is a part, then tells what is wrong and where.
 */
export function readJson(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // JSON.parse keeps the last of several equal names in silence, so names that got lost show in the count.
  return countMembers(value) === countNames(text) ? { value } : undefined;
}

/** The number of members in all objects of a value; NaN, which equals nothing, when the value is beyond the limits. */
function countMembers(root: unknown): number {
  let members = 0;
  let level = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.depth) return Number.NaN;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'number' && !Number.isFinite(value)) return Number.NaN;
      if (typeof value !== 'object' || value === null) continue;
      const children: unknown[] = Array.isArray(value) ? value : Object.values(value);
      if (!Array.isArray(value)) members += children.length;
      for (const child of children) next.push(child);
    }
    level = next;
  }
  return members;
}

/** The number of member names in a valid JSON text: the strings that a colon follows. */
function countNames(text: string): number {
  let names = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    at = skipSpace(text, endOfString(text, at));
    if (text[at] === ':') names++;
  }
  return names;
}

/** The offset after the string that begins at `start`, in a valid JSON text. */
export function endOfString(text: string, start: number): number {
  let at = start;
  do {
    at = text.indexOf('"', at + 1);
  } while (isEscaped(text, at));
  return at + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text[first - 1] === '\\') first--;
  return (quote - first) % 2 === 1;
}

/** The offset of the first character from `start` on that is not white space. */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}
