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
  const piece = (words: readonly string[]): string =>
    shown(words.slice(first, words.length - last).join(' '));
  return `Write ${piece(now)} in the place of ${piece(old)}.`;
}

function shown(piece: string): string {
  return piece.length > longestPiece ? `${piece.slice(0, longestPiece - 1)}…` : piece;
}
