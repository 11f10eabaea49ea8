/**
 * The candidates that someone who typed `word` probably meant, best first, at most three:
 * those equal but for case and punctuation, then those within a small edit distance.
 */
export function near(word: string, candidates: Iterable<string>): string[] {
  const wanted = bare(word);
  const limit = Math.max(1, Math.floor(word.length / 4));
  const ranked: { readonly candidate: string; readonly distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const found = bare(candidate);
    const distance = found === wanted ? 0 : editDistance(wanted, found, limit);
    if (distance <= limit) ranked.push({ candidate, distance });
  }
  ranked.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return ranked.slice(0, 3).map((r) => r.candidate);
}

/** Whether two names are the same but for case and punctuation. Nothing is like a name of neither letters nor digits. */
export function isSpeltLike(one: string, other: string): boolean {
  return bare(one) !== '' && bare(one) === bare(other);
}

/** The only candidate that is the same as a name but for case and punctuation; undefined where there is none, or more than one. */
export function onlySpeltLike(word: string, candidates: readonly string[]): string | undefined {
  const [only, ...others] = new Set(candidates.filter((candidate) => isSpeltLike(candidate, word)));
  return others.length === 0 ? only : undefined;
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** `Did you mean a or b?`, or undefined when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const found = near(word, candidates);
  return found.length === 0 ? undefined : `Did you mean ${found.join(' or ')}?`;
}

/** Optimal string alignment distance, given up (as `limit + 1`) once it must exceed `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforePrevious[j - 2]! + 1);
      }
      current.push(best);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}
