import { isMap, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Span } from '../text/locate.ts';
import { keyName } from '../text/yaml-value.ts';
import { lineEnd, lineStart, spanOf, spanOfPair, type TextTree } from './text-tree.ts';
import { isTight, writeBlock, writeEntry, writeInline } from './write-value.ts';

/** What follows the name of a member, as the text spells it. */
export interface Spelling {
  /** From behind the colon, with the comments on its way. */
  readonly text: string;
  /** Lines of comments before it. */
  readonly lead?: string;
  /** The column that its lines are indented from. */
  readonly column: number;
}

/** What is added to a map or list. */
export interface Addition {
  /** Of the member; undefined for an item. */
  readonly name?: string;
  readonly value: unknown;
  /** The member that it follows; the last one unless given. */
  readonly after?: string | undefined;
  /** How its value is spelt, where it has been spelt before. */
  readonly spelling?: Spelling;
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
function addLines(tree: TextTree, start: number, end: number, addition: Addition): string {
  const { text, lineBreak } = tree;
  const column = start - lineStart(text, start);
  const { name, value, spelling } = addition;
  const lines =
    spelling === undefined
      ? writeBlock(tree, name === undefined ? [value] : { [name]: value }, column)
      : leadOf(spelling, column) + writeInline(tree, name) + `:${shifted(spelling, column)}`;
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
  addition: Addition,
): string {
  const { text, lineBreak, isJson } = tree;
  if (neighbour === undefined) {
    const space = isJson ? '' : ' ';
    return `${text.slice(0, start + 1)}${space}${entryOf(tree, addition, undefined)}${space}${text.slice(start + 1)}`;
  }
  const before = text.slice(lineStart(text, neighbour.start), neighbour.start);
  const margin = /^[ \t]*$/.test(before) ? before : undefined;
  const gap = margin === undefined ? (isTight(tree) ? ',' : ', ') : `,${lineBreak}${margin}`;
  return text.slice(0, neighbour.end) + gap + entryOf(tree, addition, margin) + text.slice(neighbour.end);
}

function entryOf(tree: TextTree, { name, value, spelling }: Addition, margin: string | undefined): string {
  if (spelling === undefined) return writeEntry(tree, name, value, margin);
  const colon = isTight(tree) ? ':' : ': ';
  const spelt = shifted(spelling, margin?.length ?? spelling.column).trimStart();
  return (tree.isJson ? JSON.stringify(name) : writeInline(tree, name)) + colon + spelt;
}

/** Lines of comments with the margin of the lines that they stand before, and with that of the line after them. */
function leadOf({ lead = '' }: Spelling, column: number): string {
  return lead.replaceAll(/^[ \t]+/gm, '').replaceAll('\n', `\n${' '.repeat(column)}`);
}

/** A spelling with its lines where they belong to a name in this column. */
function shifted({ text, column }: Spelling, to: number): string {
  const spelt = /^\s/.test(text) ? text : ` ${text}`;
  if (to >= column) return spelt.replaceAll(/\n(?=[^\r\n])/g, `\n${' '.repeat(to - column)}`);
  return spelt.replaceAll(new RegExp(`\\n {0,${column - to}}`, 'g'), '\n');
}
