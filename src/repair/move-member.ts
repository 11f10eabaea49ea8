import { isCollection, isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import type { Span } from '../text/locate.ts';
import { addEntry, type Addition, type Spelling } from './add-entry.ts';
import { removeEntry } from './remove-entry.ts';
import { commentsOf, lineEnd, lineStart, readTree, spanOf, spotAt, type TextTree } from './text-tree.ts';

/**
 * Texts in which a member has gone into another map, under another name, and is spelt as it was: with its quotes, its comments, in lines or
 * in brackets. Lines whose comments would not fit into brackets go nowhere.
 * @param from Reference tokens of the member.
 * @param to Reference tokens of the member that it becomes, in the text without it.
 */
export function* moveMember(
  tree: TextTree,
  from: readonly string[],
  to: readonly string[],
  value: unknown,
  after: string | undefined,
): Generator<string> {
  const lead = leadOf(tree, from);
  if (lead !== undefined) {
    const { text } = tree;
    const bare = readTree(text.slice(0, lead.start) + text.slice(lead.end));
    yield* moveBare(bare, from, to, { value, after, lead: text.slice(lead.start, lead.end) });
  }
  yield* moveBare(tree, from, to, { value, after });
}

/** The lines of comments right before a member, if another stands before them: what is said of the first may be said of all. */
function leadOf({ text, ...tree }: TextTree, from: readonly string[]): Span | undefined {
  const { pair } = spotAt({ text, ...tree }, from) ?? {};
  const holder = spotAt({ text, ...tree }, from.slice(0, -1))?.node;
  const start = spanOf(pair?.key)?.start;
  if (start === undefined || !isMap(holder) || holder.flow === true || holder.items[0] === pair)
    return undefined;
  const end = lineStart(text, start);
  const lines = /(?:^[ \t]*#[^\n]*\n)+$/m.exec(text.slice(0, end))?.[0];
  return lines === undefined ? undefined : { start: end - lines.length, end };
}

/** Moves a member without what stands before it. */
function* moveBare(
  tree: TextTree,
  from: readonly string[],
  to: readonly string[],
  { value, after, lead }: Omit<Addition, 'name' | 'spelling'> & { readonly lead?: string },
): Generator<string> {
  const holder = spotAt(tree, from.slice(0, -1))?.node;
  const { pair } = spotAt(tree, from) ?? {};
  if (!isMap(holder) || pair === undefined) return;
  const node = pair.value;
  const isBlock = (isCollection(node) && node.flow !== true) || (isScalar(node) && isBlockScalar(node.type));
  const comments = commentsOf(tree.text);
  for (const taken of takenSpans(tree, holder, pair)) {
    const start = lineStart(tree.text, taken.start);
    // In JSON and brackets, what counts is the margin of the line; in a block, the column of the name.
    const column =
      tree.isJson || holder.flow === true
        ? /^[ \t]*/.exec(tree.text.slice(start))![0].length
        : (spanOf(pair.key)?.start ?? start) - start;
    const text = tree.text.slice(taken.start, taken.end);
    const spelling: Spelling = { text, column, ...(lead === undefined ? {} : { lead }) };
    const hasComments = comments.some(({ start: at }) => at >= taken.start && at < taken.end);
    for (const without of removeEntry(tree, holder, holder.items.indexOf(pair), taken)) {
      const left = readTree(without);
      const target = spotAt(left, to.slice(0, -1))?.node ?? null;
      const addition = { name: to.at(-1)!, value, after };
      const isInBrackets = isCollection(target) && target.flow === true;
      if (!isBlock || !isInBrackets) yield* addEntry(left, target, { ...addition, spelling });
      if (!hasComments) yield* addEntry(left, target, addition);
    }
  }
}

/** What follows the colon: with the comment at the end of its last line, and without. */
function takenSpans({ text }: TextTree, holder: YAMLMap, { key, value }: Pair): readonly Span[] {
  const [name, content] = [spanOf(key), spanOf(value)];
  if (name === undefined || content === undefined) return [];
  const start = text.indexOf(':', name.end) + 1;
  const end = content.end > start && text[content.end - 1] === '\n' ? content.end - 1 : content.end;
  const rest = holder.flow === true ? '' : text.slice(end, lineEnd(text, end));
  if (start === 0) return [];
  return [...(/^[ \t]+#/.test(rest) ? [{ start, end: end + rest.length }] : []), { start, end }];
}

function isBlockScalar(type: unknown): boolean {
  return type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
}
