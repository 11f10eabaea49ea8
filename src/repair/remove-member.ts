import { isMap, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Span } from '../text/locate.ts';
import { commentsOf, lineEnd, lineStart, spanOf, spanOfPair, type TextTree } from './text-tree.ts';

/** Texts in which a map has lost a member. Comments within it stay, each on a line of its own. */
export function* removeMember(tree: TextTree, holder: Node | null, pair: Pair): Generator<string> {
  if (!isMap(holder)) return;
  const span = spanOfPair(pair);
  if (span === undefined) return;
  const index = holder.items.indexOf(pair);
  const next = spanOfPair(holder.items[index + 1] ?? ({} as Pair));
  const previous = spanOfPair(holder.items[index - 1] ?? ({} as Pair));
  if (holder.flow === true) yield removeInBrackets(tree, span, previous, next);
  else if (previous === undefined && next === undefined) yield removeOnly(tree, holder, span);
  else if (previous === undefined) yield removeFirst(tree, span, next!);
  else yield removeLines(tree, span);
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

/** A block cannot be empty, so that its last member leaves empty braces. */
function removeOnly(tree: TextTree, holder: YAMLMap, span: Span): string {
  const { text, lineBreak } = tree;
  const start = spanOf(holder)?.start ?? span.start;
  const column = start - lineStart(text, start);
  const end = text[span.end - 1] === '\n' ? span.end - 1 : lineEnd(text, span.end);
  const kept = commentsWithin(text, start, end).map((comment) => lineBreak + ' '.repeat(column) + comment);
  const before = text.slice(0, start).replace(/:[ \t]*\r?\n[ \t]*$/, ': ');
  return `${before}{}${kept.join('')}${text.slice(end)}`;
}

/** The first member may share its line with the dash of an item, where the next one takes its place. */
function removeFirst({ text, lineBreak }: TextTree, span: Span, next: Span): string {
  const margin = ' '.repeat(span.start - lineStart(text, span.start));
  const kept = commentsWithin(text, span.start, next.start).map((comment) => comment + lineBreak + margin);
  return text.slice(0, span.start) + kept.join('') + text.slice(next.start);
}

function removeLines({ text, lineBreak }: TextTree, span: Span): string {
  const start = lineStart(text, span.start);
  const end = text[span.end - 1] === '\n' ? span.end : afterLine(text, span.end);
  const margin = text.slice(start, span.start);
  const kept = commentsWithin(text, start, end).map((comment) => margin + comment + lineBreak);
  const made = text.slice(0, start) + kept.join('') + text.slice(end);
  // A text that did not end with a line break does not end with one now.
  return end === text.length && !text.endsWith('\n') ? made.replace(/\r?\n$/, '') : made;
}

function afterLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

function commentsWithin(text: string, start: number, end: number): string[] {
  return commentsOf(text)
    .filter((comment) => comment.start >= start && comment.end <= end)
    .map((comment) => comment.text);
}
