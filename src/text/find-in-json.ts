import type { Found, Span } from './locate.ts';
import { endOfString, skipSpace } from './read-json.ts';

/** A member or item of a collection: where its value starts, and its name. */
interface Child {
  readonly start: number;
  readonly key: Span | undefined;
}

/**
 * Makes a function that follows reference tokens through a valid JSON text. Nothing is built before it is asked, and
 * each collection on a way is looked through once.
 */
export function findInJson(text: string): (tokens: readonly string[]) => Found {
  const known = new Map<number, ReadonlyMap<string, Child>>();
  const childrenAt = (start: number): ReadonlyMap<string, Child> => {
    const children = known.get(start) ?? childrenOf(text, start);
    known.set(start, children);
    return children;
  };
  return (tokens) => {
    let at: Child = { start: skipSpace(text, 0), key: undefined };
    let depth = 0;
    for (const token of tokens) {
      const child = childrenAt(at.start).get(token);
      if (child === undefined) break;
      at = child;
      depth++;
    }
    return { depth, key: at.key, value: { start: at.start, end: endOfValue(text, at.start) } };
  };
}

/** The members of an object by name, or the items of a list by index; none for other values. */
function childrenOf(text: string, collection: number): Map<string, Child> {
  const children = new Map<string, Child>();
  if (text[collection] === '{') {
    for (let at = skipSpace(text, collection + 1); text[at] === '"';) {
      const key = { start: at, end: endOfString(text, at) };
      const start = skipSpace(text, skipSpace(text, key.end) + 1);
      children.set(JSON.parse(text.slice(key.start, key.end)) as string, { start, key });
      at = afterValue(text, start);
    }
  } else if (text[collection] === '[') {
    for (let at = skipSpace(text, collection + 1); text[at] !== ']'; at = afterValue(text, at)) {
      children.set(String(children.size), { start: at, key: undefined });
    }
  }
  return children;
}

/** The offset of what follows a value and its comma, or of the bracket that closes the collection. */
function afterValue(text: string, start: number): number {
  const at = skipSpace(text, endOfValue(text, start));
  return text[at] === ',' ? skipSpace(text, at + 1) : at;
}

function endOfValue(text: string, start: number): number {
  let at = start;
  let depth = 0;
  do {
    const character = text[at]!;
    if (character === '"') at = endOfString(text, at);
    else if (depth === 0 && !'[{'.includes(character)) return endOfWord(text, at);
    else {
      if ('[{'.includes(character)) depth++;
      if (']}'.includes(character)) depth--;
      at++;
    }
  } while (depth > 0);
  return at;
}

/** The end of a number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && !',]} \n\r\t'.includes(text[at]!)) at++;
  return at;
}
