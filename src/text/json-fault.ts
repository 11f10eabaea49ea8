import { lineIndex } from './line-index.ts';
import { skipSpace } from './read-json.ts';

/** A token of JSON (RFC 8259): punctuation, a number or name, or the beginning of a string. */
const token = /[{}[\],:"]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** A piece of a string, or its end. Pieces are short: a pattern that takes a long text whole takes too much memory. */
// oxlint-disable-next-line no-control-regex -- strings of JSON may not have control characters
const piece = /[^"\\\u0000-\u001F]{1,1000}|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})|"/y;

/** What may stand somewhere, in words. */
type Expected =
  | 'a value'
  | 'a value or ]'
  | 'a name'
  | 'a name or }'
  | 'a colon'
  | ', or ]'
  | ', or }'
  | 'the end';

/**
 * Where a text stops being JSON (RFC 8259), and what was expected there: `line 2, column 7: a name or } is expected`. Undefined for JSON. It repeats nothing
 * of the text, which may hold secrets.
 */
export function jsonFault(text: string): string | undefined {
  const closers: ('}' | ']')[] = [];
  let expected: Expected = 'a value';
  for (let at = skipSpace(text, 0), end = at; ; at = skipSpace(text, end)) {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    end = found === '"' ? endOfText(text, at + 1) : token.lastIndex;
    const next: Expected | undefined =
      found === undefined || end === -1 ? undefined : follow(found, expected, closers);
    if (next === undefined) {
      if (expected === 'the end' && at === text.length) return undefined;
      const { line, column } = lineIndex(text).at(at);
      return `line ${line}, column ${column}: ${expected} is expected`;
    }
    expected = next;
  }
}

/** The offset after the string whose first character is at `start`, or -1 for one that does not end. */
function endOfText(text: string, start: number): number {
  piece.lastIndex = start;
  for (;;) {
    const found = piece.exec(text)?.[0];
    if (found === undefined) return -1;
    if (found === '"') return piece.lastIndex;
  }
}

/** What follows a token; undefined where it may not stand. */
function follow(found: string, expected: Expected, closers: ('}' | ']')[]): Expected | undefined {
  const afterValue = (): Expected => {
    const closer = closers.at(-1);
    return closer === undefined ? 'the end' : `, or ${closer}`;
  };
  const opening = (closer: '}' | ']'): Expected => {
    closers.push(closer);
    return closer === '}' ? 'a name or }' : 'a value or ]';
  };
  const isClosing = found === '}' || found === ']';
  if (isClosing && expected.endsWith(` or ${found}`)) {
    closers.pop();
    return afterValue();
  }
  switch (expected) {
    case 'a value':
    case 'a value or ]':
      if (found === '{') return opening('}');
      if (found === '[') return opening(']');
      return /^[\]},:]/.test(found) ? undefined : afterValue();
    case 'a name':
    case 'a name or }':
      return found === '"' ? 'a colon' : undefined;
    case 'a colon':
      return found === ':' ? 'a value' : undefined;
    case ', or }':
      return found === ',' ? 'a name' : undefined;
    case ', or ]':
      return found === ',' ? 'a value' : undefined;
    case 'the end':
      return undefined;
  }
}
