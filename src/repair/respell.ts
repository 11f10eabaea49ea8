import { isScalar, type Node, type Scalar } from 'yaml';
import type { Span } from '../text/locate.ts';
import { spanOf, type TextTree } from './text-tree.ts';
import { wrap } from './wrap.ts';
import { writeInline } from './write-value.ts';

/** More places than this are not tried for a piece of text that stands in many. */
const mostPlaces = 20;

/**
 * Texts in which one value is spelt in the place of another, the most faithful first. A string that changes in one part is changed there
 * alone: its quotes, its escapes and how it is folded into lines stay. Which of them says what it should is for the caller to see.
 */
export function* respell(tree: TextTree, node: Node | null, from: unknown, to: unknown): Generator<string> {
  const span = spanOf(node);
  if (span === undefined) return;
  if (isScalar(node) && typeof from === 'string' && typeof to === 'string') {
    yield* splices(tree, node, span, from, to);
    yield* linewise(tree, node, span, from, to);
    yield* requoted(tree, node, span, to);
  }
  yield* wrap(tree, node, from, to);
  yield* whole(tree, span, to);
}

/** Puts what is new in the place of what is gone, wherever that stands in the spelling; the likeliest place first. */
function* splices(
  { text }: TextTree,
  node: Scalar,
  { start, end }: Span,
  from: string,
  to: string,
): Generator<string> {
  const before = commonLength(from, to);
  const after = commonLength(reversed(from.slice(before)), reversed(to.slice(before)));
  const source = text.slice(start, end);
  // With what stands around it, a piece is found where it is meant; where a line is folded there, it is found without.
  for (const around of [12, 3, 0]) {
    const first = Math.max(0, before - around);
    const last = Math.max(0, after - around);
    const gone = encode(node, from.slice(first, from.length - last));
    const put = encode(node, to.slice(first, to.length - last));
    for (const at of placesOf(gone, source, first)) {
      yield text.slice(0, start + at) + put + text.slice(start + at + gone.length);
    }
  }
}

/** Puts each line that differs in the place of what it was, where several do and none is added or gone. */
function* linewise(
  { text }: TextTree,
  node: Scalar,
  { start, end }: Span,
  from: string,
  to: string,
): Generator<string> {
  const [old, now] = [from.split('\n'), to.split('\n')];
  if (old.length < 2 || old.length !== now.length) return;
  let made = '';
  let at = start;
  for (const [index, line] of old.entries()) {
    const spelt = encode(node, line);
    const found = text.indexOf(spelt, at);
    if (found < 0 || found + spelt.length > end) return;
    made += text.slice(at, found) + encode(node, now[index]!);
    at = found + spelt.length;
  }
  yield text.slice(0, start) + made + text.slice(at);
}

/** Where a piece stands in a source, the places nearest to the one expected first. */
function placesOf(piece: string, source: string, expected: number): number[] {
  const places: number[] = [];
  if (piece === '') return places;
  for (
    let at = source.indexOf(piece);
    at >= 0 && places.length < mostPlaces;
    at = source.indexOf(piece, at + 1)
  ) {
    places.push(at);
  }
  return places.toSorted((a, b) => Math.abs(a - expected) - Math.abs(b - expected));
}

/** The whole string in the quotes that it has. */
function* requoted({ text }: TextTree, node: Scalar, { start, end }: Span, to: string): Generator<string> {
  const quote = { QUOTE_DOUBLE: '"', QUOTE_SINGLE: "'", PLAIN: '' }[String(node.type) as 'PLAIN'];
  if (quote === undefined || start === end) return;
  yield text.slice(0, start) + quote + encode(node, to) + quote + text.slice(end);
}

function* whole(tree: TextTree, { start, end }: Span, to: unknown): Generator<string> {
  const { text, lineBreak } = tree;
  const gap = start > 0 && /[:\-?]/.test(text[start - 1]!) ? ' ' : '';
  const tail = start < end && text[end - 1] === '\n' ? lineBreak : '';
  yield text.slice(0, start) + gap + writeInline(tree, to) + tail + text.slice(end);
}

/** A part of a string as the quotes of a scalar spell it. */
function encode({ type }: Scalar, part: string): string {
  if (type === 'QUOTE_DOUBLE') return JSON.stringify(part).slice(1, -1);
  return type === 'QUOTE_SINGLE' ? part.replaceAll("'", "''") : part;
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

function reversed(text: string): string {
  return text.split('').toReversed().join('');
}
