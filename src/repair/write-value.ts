import { Document, visit } from 'yaml';
import type { TextTree } from './text-tree.ts';

/** A value within one line, as it stands in lists and maps of brackets, or after a name: `{ name: id, in: path }`. */
export function writeInline(tree: TextTree, value: unknown): string {
  const isLines = typeof value === 'string' && /[\n\r]/.test(value);
  if (tree.isJson || isLines) return JSON.stringify(value);
  const document = new Document([value], { version: '1.2', schema: 'core' });
  visit(document, { Collection: (_, node) => void (node.flow = true) });
  const text = document.toString({
    lineWidth: 0,
    singleQuote: tree.quote === "'",
    flowCollectionPadding: true,
  });
  return text.trim().slice(2, -2);
}

/**
 * A map of one member, or a list of one item, as lines for a block of the text; every line after the first is indented by `column` spaces.
 * JSON and brackets have no blocks: see {@link writeEntry}.
 */
export function writeBlock(tree: TextTree, holder: unknown, column: number): string {
  const document = new Document(holder, { version: '1.2', schema: 'core' });
  const text = document.toString({
    lineWidth: 0,
    singleQuote: tree.quote === "'",
    indent: 2,
    indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*\r?\n\1- /m.test(tree.text),
  });
  return text
    .trimEnd()
    .split('\n')
    .map((line, index) => (index === 0 || line === '' ? line : ' '.repeat(column) + line))
    .join(tree.lineBreak);
}

/**
 * A member or item for a map or list in brackets. In JSON of several lines, its value takes several lines too.
 * @param margin The white space that its line begins with; undefined when it shares a line with others.
 */
export function writeEntry(
  tree: TextTree,
  name: string | undefined,
  value: unknown,
  margin: string | undefined,
): string {
  if (!tree.isJson) {
    const text = writeInline(tree, value);
    return name === undefined ? text : `${writeInline(tree, name)}: ${text}`;
  }
  const unit = /\n([ \t]+)"/.exec(tree.text)?.[1] ?? '  ';
  const text =
    margin === undefined
      ? JSON.stringify(value)
      : JSON.stringify(value, null, unit).replaceAll('\n', tree.lineBreak + margin);
  return name === undefined ? text : JSON.stringify(name) + (isTight(tree) ? ':' : ': ') + text;
}

/** Whether a text is JSON without white space after its colons; what its strings hold does not count. */
export function isTight({ isJson, text }: TextTree): boolean {
  if (!isJson) return false;
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return /:\S/.test(bare) && !/:\s/.test(bare);
}
