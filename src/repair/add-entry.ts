import { isMap, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Span } from '../text/locate.ts';
import { keyName } from '../text/yaml-value.ts';
import { lineEnd, lineStart, spanOf, spanOfPair, type TextTree } from './text-tree.ts';
import { isTight, writeBlock, writeEntry } from './write-value.ts';

/** What is added to a map or list. */
export interface Addition {
  /** Of the member; undefined for an item. */
  readonly name?: string;
  readonly value: unknown;
  /** The member that it follows; the last one unless given. */
  readonly after?: string | undefined;
}

/** Texts in which a collection has one entry more. */
export function* addEntry(tree: TextTree, holder: Node | null, addition: Addition): Generator<string> {
  if (!isMap(holder) && !isSeq(holder)) return;
  const span = spanOf(holder);
  if (span === undefined) return;
  const neighbour = isMap(holder) ? pairBefore(holder, addition.after) : spanOf(holder.items.at(-1));
  if (holder.flow === true) yield addInBrackets(tree, span.start, neighbour, addition);
  else if (neighbour !== undefined) yield addLines(tree, span.start, neighbour.end, addition);
}

function pairBefore({ items }: YAMLMap, after: string | undefined): Span | undefined {
  const named = after === undefined ? undefined : items.find(({ key }) => keyName(key) === after);
  const pair = named ?? items.at(-1);
  return pair && spanOfPair(pair);
}

/** Adds lines after the neighbour, what is said of it at the end of its line, and what is said at the end of what it holds. */
function addLines(tree: TextTree, start: number, end: number, { name, value }: Addition): string {
  const { text, lineBreak } = tree;
  const column = start - lineStart(text, start);
  const lines = writeBlock(tree, name === undefined ? [value] : { [name]: value }, column);
  let at = text[end - 1] === '\n' ? end : lineEnd(text, end);
  const deeper = new RegExp(`^\\r?\\n?[ \\t]{${column + 1},}#[^\\n]*`);
  for (let more = deeper.exec(text.slice(at)); more !== null; more = deeper.exec(text.slice(at))) {
    at = lineEnd(text, at + more[0].length);
  }
  const margin = ' '.repeat(column);
  if (at > 0 && text[at - 1] === '\n') {
    return text.slice(0, at) + margin + lines + lineBreak + text.slice(at);
  }
  return text.slice(0, at) + lineBreak + margin + lines + text.slice(at);
}

function addInBrackets(
  tree: TextTree,
  start: number,
  neighbour: Span | undefined,
  { name, value }: Addition,
): string {
  const { text, lineBreak, isJson } = tree;
  if (neighbour === undefined) {
    const space = isJson ? '' : ' ';
    return `${text.slice(0, start + 1)}${space}${writeEntry(tree, name, value, undefined)}${space}${text.slice(start + 1)}`;
  }
  const before = text.slice(lineStart(text, neighbour.start), neighbour.start);
  const margin = /^[ \t]*$/.test(before) ? before : undefined;
  const gap = margin === undefined ? (isTight(tree) ? ',' : ', ') : `,${lineBreak}${margin}`;
  return (
    text.slice(0, neighbour.end) + gap + writeEntry(tree, name, value, margin) + text.slice(neighbour.end)
  );
}
