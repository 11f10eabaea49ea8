import { isMap, isSeq } from 'yaml';
import type { Edit } from '../diagnostics/repair.ts';
import { parsePointer, valueAt } from '../text/pointer.ts';
import { readText } from '../text/read-text.ts';
import { addEntry } from './add-entry.ts';
import { editValue } from './edit-value.ts';
import { moveMember } from './move-member.ts';
import { removeEntry } from './remove-entry.ts';
import { respell } from './respell.ts';
import { commentsOf, readTree, spotAt, type TextTree } from './text-tree.ts';

/**
 * Makes edits in a YAML or JSON text and nothing else: comments, order, quotes and white space stay as they are. Every edited text is read
 * again, and is only given when its value is the one that the edit makes of the old value, every comment is still there, and JSON is still JSON.
 * @returns Undefined when an edit does not fit, or cannot be made so: within an alias, or where an anchor would change other places too.
 */
export function editText(text: string, edits: readonly Edit[]): string | undefined {
  let current: string | undefined = text;
  for (const edit of edits) {
    if (current === undefined) return undefined;
    current = edit.op === 'line' ? editLine(current, edit) : editOnce(current, edit);
  }
  // Lines are edited until the text can be read, and for nothing less.
  const isRead =
    current === undefined || edits.at(-1)?.op !== 'line' || readText(current, '').located !== undefined;
  return isRead ? current : undefined;
}

function editLine(text: string, { line, from, to }: Extract<Edit, { op: 'line' }>): string | undefined {
  const lines = text.split('\n');
  return lines[line - 1] === from ? lines.with(line - 1, to).join('\n') : undefined;
}

function editOnce(text: string, edit: Exclude<Edit, { op: 'line' }>): string | undefined {
  const { located } = readText(text, '');
  const wanted = located && editValue(located.value, edit);
  if (located === undefined || wanted === undefined) return undefined;
  const tree = readTree(located.text);
  const value = JSON.stringify(wanted.value);
  const comments = commentTexts(located.text);
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  for (const candidate of candidates(tree, edit, located.value)) {
    const read = readText(candidate, '').located;
    // Compared as text, so that the order of members counts.
    if (read === undefined || JSON.stringify(read.value) !== value) continue;
    const isFaithful = tree.isJson ? readTree(candidate).isJson : commentTexts(candidate) === comments;
    if (isFaithful) return mark + candidate;
  }
  return undefined;
}

function* candidates(tree: TextTree, edit: Exclude<Edit, { op: 'line' }>, root: unknown): Generator<string> {
  const tokens = parsePointer(edit.pointer) ?? [];
  const holder = spotAt(tree, tokens.slice(0, -1))?.node ?? null;
  if (edit.op === 'add') {
    const name = tokens.at(-1)!;
    const { value, after } = edit;
    yield* addEntry(tree, holder, isSeq(holder) ? { value } : { name, value, after });
    return;
  }
  if (edit.op === 'move') {
    const from = parsePointer(edit.from) ?? [];
    yield* moveMember(tree, from, tokens, valueAt(root, from), edit.after);
    return;
  }
  const spot = spotAt(tree, tokens);
  if (spot === undefined) return;
  if (edit.op === 'replace') yield* respell(tree, spot.node, edit.from, edit.to);
  else if (edit.op === 'remove') {
    yield* removeEntry(
      tree,
      holder,
      isMap(holder) ? holder.items.indexOf(spot.pair!) : Number(tokens.at(-1)),
    );
  } else if (spot.pair !== undefined)
    yield* respell(tree, spot.pair.key as typeof holder, tokens.at(-1), edit.to);
}

/** The comments in the order of their words: an entry that is added or moved may stand on the other side of one. */
function commentTexts(text: string): string {
  return commentsOf(text)
    .map((comment) => comment.text)
    .toSorted()
    .join('\n');
}
