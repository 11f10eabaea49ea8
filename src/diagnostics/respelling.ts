import type { Repair } from './repair.ts';

/** The repair that writes one string in the place of another. */
export function respelling(pointer: string, from: string, to: string): Repair {
  return { title: respellingTitle(from, to), edits: [{ op: 'replace', pointer, from, to }] };
}

/** Longer pieces are cut in a title. */
const longestPiece = 120;

/** Names the words that differ: `Write {$inputs.id} in the place of $inputs.id.` */
function respellingTitle(from: string, to: string): string {
  const [old, now] = [from.split(/\s+/), to.split(/\s+/)];
  const first = old.findIndex((word, index) => word !== now[index]);
  if (first === -1) return `Write ${shown(to)} in the place of ${shown(from)}.`;
  let last = 0;
  while (last < Math.min(old.length, now.length) - first - 1 && old.at(-1 - last) === now.at(-1 - last)) {
    last++;
  }
  const piece = (words: readonly string[]): string => words.slice(first, words.length - last).join(' ');
  const [written, meant] = withoutQuotes(piece(old), piece(now));
  return `Write ${shown(meant)} in the place of ${shown(written)}.`;
}

/** Two expressions without the quotes of the text that both stand in, and the brackets beyond those. */
function withoutQuotes(old: string, now: string): readonly [string, string] {
  const opening = /^[[({,:]*["'](?=\{?\$)/.exec(old)?.[0] ?? '';
  const closing = /["'][\])},:;.]*$/.exec(old)?.[0] ?? '';
  const isCommon = opening !== '' && closing !== '' && now.startsWith(opening) && now.endsWith(closing);
  const inner = (text: string): string => text.slice(opening.length, text.length - closing.length);
  return isCommon ? [inner(old), inner(now)] : [old, now];
}

function shown(piece: string): string {
  return piece.length > longestPiece ? `${piece.slice(0, longestPiece - 1)}…` : piece;
}
