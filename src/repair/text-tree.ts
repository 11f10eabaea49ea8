import { isMap, isNode, isScalar, isSeq, Lexer, type Node, type Pair, parseDocument, visit } from 'yaml';
import type { Span } from '../text/locate.ts';
import { readJson } from '../text/read-json.ts';
import { keyName } from '../text/yaml-value.ts';

/** A text that has been read before without findings, as a tree whose nodes know their offsets. JSON is read as the YAML it is. */
export interface TextTree {
  readonly text: string;
  readonly root: Node | null;
  /** Whether it is JSON, and has to stay so. */
  readonly isJson: boolean;
  /** The quotes that most quoted texts of it stand in. */
  readonly quote: '"' | "'";
  readonly lineBreak: '\n' | '\r\n';
}

/** Something in the tree: a node, and the pair that holds it when it is the member of a map. */
export interface Spot {
  readonly node: Node | null;
  readonly pair?: Pair;
}

/** Reads the tree of a text. */
export function readTree(text: string): TextTree {
  const document = parseDocument(text, { schema: 'core', merge: false, resolveKnownTags: false });
  const isJson = readJson(text) !== undefined;
  return {
    text,
    root: document.contents,
    isJson,
    quote: isJson ? '"' : usualQuote(document.contents),
    lineBreak: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** Follows reference tokens to what stands there. What lies behind an alias is written elsewhere, and stands nowhere here. */
export function spotAt({ root }: TextTree, tokens: readonly string[]): Spot | undefined {
  let spot: Spot = { node: root };
  for (const token of tokens) {
    const { node }: Spot = spot;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => keyName(key) === token);
      if (pair === undefined) return undefined;
      spot = { node: isNode(pair.value) ? pair.value : null, pair };
    } else if (isSeq(node)) {
      const item = node.items[Number(token)];
      if (!isNode(item)) return undefined;
      spot = { node: item };
    } else return undefined;
  }
  return spot;
}

/** Where a node stands, without what follows it. */
export function spanOf(node: unknown): Span | undefined {
  return isNode(node) && node.range ? { start: node.range[0], end: node.range[1] } : undefined;
}

/** From the name of a member to the end of its value. */
export function spanOfPair({ key, value }: Pair): Span | undefined {
  const name = spanOf(key);
  return name && { start: name.start, end: Math.max(name.end, spanOf(value)?.end ?? 0) };
}

/** The comments of a text, in order. */
export function commentsOf(text: string): (Span & { readonly text: string })[] {
  const comments: (Span & { readonly text: string })[] = [];
  let start = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // Marks of the lexer for the begin of a document or scalar and the end of a flow take no room in the text.
    if (lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f') continue;
    const end = start + lexeme.length;
    if (lexeme.startsWith('#')) comments.push({ start, end, text: lexeme });
    start = end;
  }
  return comments;
}

/** The offset where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset of the line break that ends the line of an offset, or of the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.length;
  return text[at - 1] === '\r' && at > offset ? at - 1 : at;
}

function usualQuote(root: Node | null): '"' | "'" {
  let doubles = 0;
  if (root !== null) {
    visit(root, (_, node) => {
      if (!isScalar(node)) return;
      if (node.type === 'QUOTE_DOUBLE') doubles++;
      if (node.type === 'QUOTE_SINGLE') doubles--;
    });
  }
  return doubles > 0 ? '"' : "'";
}
