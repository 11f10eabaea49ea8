import { isDeepStrictEqual } from 'node:util';
import { isCollection, type Node, visit } from 'yaml';
import { isObject } from '../text/json.ts';
import { lineStart, spanOf, type TextTree } from './text-tree.ts';
import { isTight, writeInline } from './write-value.ts';

/** Texts in which a value has become the only member of a map, or the only item of a list, and is spelt as it was. */
export function* wrap(tree: TextTree, node: Node | null, from: unknown, to: unknown): Generator<string> {
  const span = spanOf(node);
  const name = wrapping(from, to);
  if (span === undefined || name === undefined) return;
  const { text, isJson } = tree;
  const source = text.slice(span.start, span.end);
  const put = (made: string): string => text.slice(0, span.start) + made + text.slice(span.end);
  if (isJson) {
    const pad = isTight(tree) ? '' : ' ';
    yield put(name === null ? `[${source}]` : `{${pad}${JSON.stringify(name)}:${pad}${source}${pad}}`);
    return;
  }
  if (isCollection(node) && node.flow !== true) yield* wrapBlock(tree, span.start, span.end, name);
  else if (name !== null && !isWithinBrackets(tree, node))
    yield* wrapLine(tree, span.start, put, `${writeInline(tree, name)}: ${source}`);
  yield put(name === null ? `[${source}]` : `{ ${writeInline(tree, name)}: ${source} }`);
}

/** Whether a node stands in a list or map in brackets, where there are no lines to go by. */
function isWithinBrackets({ root }: TextTree, wanted: Node | null): boolean {
  let isWithin = false;
  visit(root, (_, node, path) => {
    if (node !== wanted) return undefined;
    isWithin = path.some((holder) => isCollection(holder) && holder.flow === true);
    return visit.BREAK;
  });
  return isWithin;
}

/** The name of the only member that holds the old value, null for a list that holds it alone. */
function wrapping(from: unknown, to: unknown): string | null | undefined {
  if (Array.isArray(to)) return to.length === 1 && isDeepStrictEqual(to[0], from) ? null : undefined;
  const [name, ...others] = isObject(to) ? Object.keys(to) : [];
  const isOnly = name !== undefined && others.length === 0;
  return isOnly && isDeepStrictEqual((to as Record<string, unknown>)[name], from) ? name : undefined;
}

/** Lines of a block, moved to the right below a dash or a name. */
function* wrapBlock(tree: TextTree, start: number, end: number, name: string | null): Generator<string> {
  const { text, lineBreak } = tree;
  const column = start - lineStart(text, start);
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const indented = (by: number): string =>
    text.slice(start, end).replaceAll(/\n(?=[^\r\n])/g, `\n${' '.repeat(by)}`);
  if (name === null) {
    yield `${before}- ${indented(2)}${after}`;
    return;
  }
  const key = `${writeInline(tree, name)}:`;
  // A list may stand in the column of its own name, where the new name has to go further right.
  for (const by of [0, 2]) {
    const margin = ' '.repeat(column + by);
    yield `${before}${' '.repeat(by)}${key}${lineBreak}${margin}  ${indented(by + 2)}${after}`;
  }
}

/** A value within one line: after the dash of an item, or on a line of its own below the name that it had. */
function* wrapLine(
  { text, lineBreak }: TextTree,
  start: number,
  put: (made: string) => string,
  entry: string,
): Generator<string> {
  const line = text.slice(lineStart(text, start), start);
  const [lead = ''] = /^[ \t]*(?:- +)*/.exec(line) ?? [];
  if (lead === line) yield put(entry);
  else
    yield put(`${lineBreak}${' '.repeat(lead.length + 2)}${entry}`).replace(
      /[ \t]+(?=\r?\n)/,
      (gap, at: number) => (at + gap.length === start ? '' : gap),
    );
}
