import { isMap, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Span } from '../text/locate.ts';
import { commentsOf, lineEnd, lineStart, spanOf, spanOfPair, type TextTree } from './text-tree.ts';

/**
 * Texts in which a map has lost a member, or a list an item. Comments within it stay, each on a line of its own.
 * @param taken What of it goes elsewhere, with its comments.
 */
export function* removeEntry(
  tree: TextTree,
  holder: Node | null,
  index: number,
  taken?: Span,
): Generator<string> {
  if (!isMap(holder) && !isSeq(holder)) return;
  const span = entrySpan(tree, holder, index);
  if (span === undefined) return;
  const comments = commentsOf(tree.text).filter(
    ({ start }) => taken === undefined || start < taken.start || start >= taken.end,
  );
  const kept: Kept = (start, end) =>
    comments.filter((each) => each.start >= start && each.end <= end).map(({ text }) => text);
  const next = entrySpan(tree, holder, index + 1);
  const previous = entrySpan(tree, holder, index - 1);
  if (holder.flow === true) yield removeInBrackets(tree, span, previous, next);
  else if (previous === undefined && next === undefined) yield removeOnly(tree, holder, span, kept);
  else if (previous === undefined) yield removeFirst(tree, span, next!, kept);
  else yield removeLines(tree, span, kept);
}

/** The comments between two offsets that stay. */
type Kept = (start: number, end: number) => readonly string[];

/** A member from its name, the item of a block from its dash, to the end of its value. */
function entrySpan({ text }: TextTree, holder: YAMLMap | YAMLSeq, index: number): Span | undefined {
  const entry = holder.items[index];
  if (isMap(holder)) return entry === undefined ? undefined : spanOfPair(entry as Pair);
  const span = spanOf(entry);
  if (span === undefined || holder.flow === true) return span;
  const [dash] = /-[ \t]*$/.exec(text.slice(lineStart(text, span.start), span.start)) ?? [];
  return dash === undefined ? undefined : { start: span.start - dash.length, end: span.end };
}

function removeInBrackets(
  { text }: TextTree,
  span: Span,
  previous: Span | undefined,
  next: Span | undefined,
): string {
  if (next !== undefined) return text.slice(0, span.start) + text.slice(next.start);
  return text.slice(0, previous?.end ?? span.start) + text.slice(span.end);
}

/** A block cannot be empty, so that its last entry leaves empty brackets. */
function removeOnly(tree: TextTree, holder: YAMLMap | YAMLSeq, span: Span, keptIn: Kept): string {
  const { text, lineBreak } = tree;
  const start = spanOf(holder)?.start ?? span.start;
  const column = start - lineStart(text, start);
  const end = text[span.end - 1] === '\n' ? span.end - 1 : lineEnd(text, span.end);
  const kept = keptIn(start, end).map((comment) => lineBreak + ' '.repeat(column) + comment);
  const before = text.slice(0, start).replace(/:[ \t]*\r?\n[ \t]*$/, ': ');
  return `${before}${isMap(holder) ? '{}' : '[]'}${kept.join('')}${text.slice(end)}`;
}

/** The first entry may share its line with the dash of an item, where the next one takes its place. */
function removeFirst({ text, lineBreak }: TextTree, span: Span, next: Span, keptIn: Kept): string {
  const margin = ' '.repeat(span.start - lineStart(text, span.start));
  const kept = keptIn(span.start, next.start).map((comment) => comment + lineBreak + margin);
  return text.slice(0, span.start) + kept.join('') + text.slice(next.start);
}

function removeLines({ text, lineBreak }: TextTree, span: Span, keptIn: Kept): string {
  const start = lineStart(text, span.start);
  const end = text[span.end - 1] === '\n' ? span.end : afterLine(text, span.end);
  const margin = text.slice(start, span.start);
  const kept = keptIn(start, end).map((comment) => margin + comment + lineBreak);
  const made = text.slice(0, start) + kept.join('') + text.slice(end);
  // A text that did not end with a line break does not end with one now.
  return end === text.length && !text.endsWith('\n') ? made.replace(/\r?\n$/, '') : made;
}

function afterLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}
