import { roots } from './grammar.ts';

/** Roots that are whole expressions. They are names in other languages too (`$url` in GraphQL). */
const leaves = /\$(?:url|method|statusCode|self)(?![A-Za-z0-9_])/.source;
const owners = roots.filter((root) => !/^(?:url|method|statusCode|self)$/.test(root)).join('|');
const bare = new RegExp(
  String.raw`${leaves}|\$(?:${owners})\.[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[0-9]+\][A-Za-z0-9._-]*)*(?:#/[A-Za-z0-9._~/-]*)?`,
  'g',
);

/** What looks like expressions without braces between two offsets of a text. A dot at the end belongs to the sentence, although names may hold dots. */
export function unbracedIn(
  text: string,
  from: number,
  to: number,
): { readonly candidate: string; readonly offset: number }[] {
  return [...text.slice(from, to).matchAll(bare)].map(({ 0: match, index }) => {
    let end = match.length;
    while (match[end - 1] === '.') end -= 1;
    return { candidate: match.slice(0, end), offset: from + index };
  });
}
