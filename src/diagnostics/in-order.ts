import type { Diagnostic } from './diagnostic.ts';

/** Findings by place: those of the first file first, and so of each; those of other texts, and of none, after them as they come. */
export function inOrder(diagnostics: readonly Diagnostic[], files: readonly string[]): Diagnostic[] {
  const rank = ({ place }: Diagnostic): number => {
    const file = place === undefined ? -1 : files.indexOf(place.file);
    return file === -1
      ? Number.MAX_SAFE_INTEGER
      : file * 1e13 + place!.line * 1e5 + Math.min(place!.column, 99_999);
  };
  return diagnostics.toSorted((a, b) => rank(a) - rank(b));
}
