import { withoutRootSlips } from '../expression/root-slips.ts';
import type { ConditionToken } from './condition-tokens.ts';
import { quoteLiteral } from './format-condition.ts';

/** A piece of a condition: an operand, or what joins operands. */
interface Piece {
  readonly kind: 'operand' | 'operator';
  /** As it is to be written. */
  readonly text: string;
  /** 0-based, in UTF-16 code units of the condition as it is written. */
  readonly from: number;
  readonly to: number;
}

/** Operators of other languages that compare or join in the one way that one of the grammar does. */
const operators: ReadonlyMap<string, string> = new Map([
  ['===', '=='],
  ['!==', '!='],
  ['<>', '!='],
  ['=', '=='],
  ['=>', '>='],
  ['=<', '<='],
  ['&', '&&'],
  ['|', '||'],
  ['and', '&&'],
  ['or', '||'],
  ['eq', '=='],
  ['ne', '!='],
  ['gt', '>'],
  ['ge', '>='],
  ['lt', '<'],
  ['le', '<='],
]);

/**
 * What a condition says that is written in the operators of another language, with expressions in braces, with a list after `in`, or with a word that no
 * quotes make a string. Undefined for one that has nothing of the kind. It need not be a condition by the grammar: who parses it knows.
 * @param isName Whether a word may be meant as a name, so that it is not certainly a string.
 */
export function meantCondition(
  text: string,
  tokens: readonly ConditionToken[],
  isName: (word: string) => boolean,
): string | undefined {
  const pieces = negated(withLists(text, piecesOf(tokens, isName)));
  let meant = '';
  let at = 0;
  for (const { text: written, from, to } of pieces) {
    meant += text.slice(at, from) + written;
    at = to;
  }
  meant += text.slice(at);
  return meant === text ? undefined : meant;
}

/** The pieces with operators and strings as the grammar has them; `not` and `in` still stand. */
function piecesOf(tokens: readonly ConditionToken[], isName: (word: string) => boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.kind === 'end') break;
    const from = token.offset;
    const operandDue = isOperandDue(pieces);
    if (token.kind === 'string') {
      const text = token.value === undefined ? token.text : quoteLiteral(token.value);
      pieces.push({ kind: 'operand', text, from, to: from + token.text.length });
      continue;
    }
    if (token.kind === 'word') {
      const operator = operandDue ? undefined : operators.get(token.text.toLowerCase());
      const text =
        operator ??
        (operandDue && isBareText(token.text, pieces, isName)
          ? quoteLiteral(token.text)
          : withoutRootSlips(token.text));
      const kind = operator === undefined && !/^(?:not|in)$/i.test(token.text) ? 'operand' : 'operator';
      pieces.push({ kind, text, from, to: from + token.text.length });
      continue;
    }
    const [word, brace] = [tokens[index + 1], tokens[index + 2]];
    if (token.text === '{' && word?.kind === 'word' && brace?.text === '}' && isExpression(word.text)) {
      pieces.push({ kind: 'operand', text: word.text, from, to: brace.offset + 1 });
      index += 2;
      continue;
    }
    const sign = joined(tokens[index]!, tokens[index + 1]!);
    pieces.push({ kind: 'operator', text: operators.get(sign) ?? sign, from, to: from + sign.length });
    while (tokens[index + 1]!.kind !== 'end' && tokens[index + 1]!.offset < from + sign.length) index++;
  }
  return pieces;
}

/** Signs of an operator that the grammar does not know stand without white space between them. */
function joined(first: ConditionToken, second: ConditionToken): string {
  const isAdjacent = second.offset === first.offset + first.text.length;
  return isAdjacent && operators.has(first.text + second.text) ? first.text + second.text : first.text;
}

function isOperandDue(pieces: readonly Piece[]): boolean {
  const last = pieces.at(-1);
  return last === undefined || (last.kind === 'operator' && last.text !== ')');
}

/** Words that are values in one language or another. */
const otherwise = /^(?:true|false|null|not|none|nil|undefined|empty|yes|no|on|off|nan)$/i;

/** Whether a word can only be a string: it is compared with an expression, and nothing else has its name. */
function isBareText(word: string, pieces: readonly Piece[], isName: (word: string) => boolean): boolean {
  const [left, operator] = pieces.slice(-2);
  return (
    /^[A-Za-z_][\w-]*$/.test(word) &&
    !otherwise.test(word) &&
    !isName(word) &&
    /^[=!]=$/.test(operator?.text ?? '') &&
    isExpression(left?.text ?? '')
  );
}

/** Whether a word begins as an expression does; whether it is one is seen when what is meant is parsed. */
function isExpression(text: string): boolean {
  return text.startsWith('$');
}

const item = String.raw`(?:-?\d+(?:\.\d+)?|'(?:[^']|'')*'|"[^"\\]*")`;
const list = new RegExp(
  String.raw`\s*(?:\[\s*(${item}(?:\s*,\s*${item})*)\s*\]|\(\s*(${item}(?:\s*,\s*${item})*)\s*\))`,
  'y',
);

/** `a in [1, 2]` as `(a == 1 || a == 2)`: what is in a list is one of its items. */
function withLists(text: string, pieces: readonly Piece[]): readonly Piece[] {
  const made: Piece[] = [];
  for (const piece of pieces) {
    const before = made.at(-1);
    if (before !== undefined && piece.from < before.to) continue;
    list.lastIndex = piece.to;
    const found =
      piece.text.toLowerCase() === 'in' && before !== undefined && isExpression(before.text)
        ? list.exec(text)
        : null;
    if (found === null) {
      made.push(piece);
      continue;
    }
    const items = (found[1] ?? found[2]!).match(new RegExp(item, 'g'))!;
    const tests = items.map(
      (each) => `${before!.text} == ${each.startsWith('"') ? quoteLiteral(each.slice(1, -1)) : each}`,
    );
    made[made.length - 1] = {
      kind: 'operand',
      text: tests.join(' || '),
      from: before!.from,
      to: list.lastIndex,
    };
  }
  // Only beside something else does a list of tests want parentheses.
  return made.length === 1
    ? made
    : made.map((piece) =>
        piece.text.includes(' || ') && piece.kind === 'operand' && !piece.text.startsWith("'")
          ? { ...piece, text: `(${piece.text})` }
          : piece,
      );
}

/** `not a == b` as `!(a == b)`: where there is such a word, it takes a whole comparison. */
function negated(pieces: readonly Piece[]): readonly Piece[] {
  const made: Piece[] = [];
  let closing = -1;
  for (const [index, piece] of pieces.entries()) {
    const isNot = piece.kind === 'operator' && piece.text.toLowerCase() === 'not' && isOperandDue(made);
    const next = pieces[index + 1];
    if (isNot && next?.text === '(') {
      made.push({ ...piece, text: '!', to: next.from });
    } else if (isNot && next?.kind === 'operand' && closing === -1) {
      const end = pieces.findIndex((each, at) => at > index && /^(?:&&|\|\||\))$/.test(each.text));
      closing = (end === -1 ? pieces.length : end) - 1;
      made.push({ ...piece, text: '!(', to: next.from });
    } else made.push(index === closing ? { ...piece, text: `${piece.text})` } : piece);
    if (index === closing) closing = -1;
  }
  return made;
}
