/** A string, or a query by names, indices, wildcards and simple filters; what follows it decides what it is. */
const pieces =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[$@](?:\.[A-Za-z_][\w-]*(?!\w|\s*\()|\[(?:[^[\]'"]|"[^"]*"|'[^']*')*\])*/g;

/** A list of literals after `in`. */
const list = /^\s+in\s+\[((?:[^[\]'"]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*)\]/i;

const literal = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?\d+(?:\.\d+)?|true|false|null/g;

/**
 * A comparison of queries with what other dialects of JSONPath have and RFC 9535 spells otherwise: `$.items.length` is `length($.items)`, or
 * `count(...)` where the query selects several values, and `$.status in ['a', 'b']` is `($.status == 'a' || $.status == 'b')`.
 */
export function asFunctions(
  text: string,
  isSingular: (query: string) => boolean,
): { readonly text: string; /** What lengths are taken of. */ readonly counted: readonly string[] } {
  const counted: string[] = [];
  let made = '';
  let at = 0;
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    if (index < at) continue;
    made += text.slice(at, index);
    at = index + piece.length;
    const holder = holderOfLength(piece);
    if (holder !== undefined) counted.push(holder);
    const operand = holder === undefined ? piece : `${isSingular(holder) ? 'length' : 'count'}(${holder})`;
    const members = /^[$@]/.test(piece) ? list.exec(text.slice(at)) : null;
    const values = members?.[1]?.match(literal) ?? [];
    if (members === null || values.length === 0) {
      made += operand;
      continue;
    }
    made += `(${values.map((value) => `${operand} == ${value}`).join(' || ')})`;
    at += members[0].length;
  }
  return { text: made + text.slice(at), counted };
}

/** What a query that ends in a member `length` asks the length of. */
function holderOfLength(piece: string): string | undefined {
  return /^([$@].*)\.length$/s.exec(piece)?.[1];
}
