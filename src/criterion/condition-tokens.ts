/** A token of a simple condition. */
export interface ConditionToken {
  readonly kind: 'word' | 'string' | 'operator' | 'stray' | 'end';
  /** As written. */
  readonly text: string;
  /** 0-based, in UTF-16 code units. */
  readonly offset: number;
  /** What a string says, without its quotes; absent where the closing quote is missing. */
  readonly value?: string;
}

const single = /'([^']*(?:''[^']*)*)('?)/y;
const double = /"([^"\\]*(?:\\[^][^"\\]*)*)("?)/y;
const operator = /\|\||&&|[=!<>]=|[<>!()]/y;
// The boundary rule: an operand ends at whitespace or at one of these characters.
const word = /[^\s!&()<=>|{}]+/y;

/** Cuts a condition into tokens; the last one is `end`. Never fails: a character that fits nowhere is `stray`. */
export function conditionTokens(text: string): ConditionToken[] {
  const tokens: ConditionToken[] = [];
  const blank = /\s*/y;
  for (;;) {
    blank.exec(text);
    const token = tokenAt(text, blank.lastIndex);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
    blank.lastIndex = token.offset + token.text.length;
  }
}

function tokenAt(text: string, offset: number): ConditionToken {
  if (offset >= text.length) return { kind: 'end', text: '', offset };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };
  const quoted = match(single);
  if (quoted !== null) return stringToken(quoted, offset, (inner) => inner.replaceAll("''", "'"));
  // Double quotes are read as in JavaScript, which is where documents have them from.
  const doubled = match(double);
  if (doubled !== null) return stringToken(doubled, offset, (inner) => inner.replace(/\\(["\\])/g, '$1'));
  const found = match(operator);
  if (found !== null) return { kind: 'operator', text: found[0], offset };
  const run = match(word);
  return run === null
    ? { kind: 'stray', text: text[offset]!, offset }
    : { kind: 'word', text: run[0], offset };
}

function stringToken(
  [text, inner, end]: RegExpExecArray,
  offset: number,
  unescape: (inner: string) => string,
): ConditionToken {
  return { kind: 'string', text, offset, ...(end === '' ? {} : { value: unescape(inner!) }) };
}
