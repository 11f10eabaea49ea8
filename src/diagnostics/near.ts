/**
 * The candidates that someone who typed `word` probably meant, best first, at most three:
 * those equal but for case and punctuation, then those within a small edit distance.
 */
export function near(word: string, candidates: Iterable<string>): string[] {
  return named(ranked(word, candidates, Math.max(1, Math.floor(word.length / 4))));
}

interface Ranked {
  readonly candidate: string;
  readonly distance: number;
}

/** The first three. */
function named(candidates: readonly Ranked[]): string[] {
  return candidates.slice(0, 3).map(({ candidate }) => candidate);
}

/** The candidates within an edit distance, the nearest first. */
function ranked(word: string, candidates: Iterable<string>, limit: number): readonly Ranked[] {
  const wanted = bare(word);
  const within: Ranked[] = [];
  for (const candidate of new Set(candidates)) {
    const found = bare(candidate);
    // Where nothing of a name can be compared, it is only like itself.
    const isComparable = wanted !== '' && found !== '';
    const distance = candidate === word ? 0 : isComparable ? editDistance(wanted, found, limit) : Infinity;
    if (distance <= limit) within.push({ candidate, distance });
  }
  return within.toSorted((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
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
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * `Did you mean a or b?`, or undefined when nothing is near. Only a question, so it goes further than {@link near}, whose names are acted upon: where
 * that finds nothing, to those that have the least of mistakes in up to a third of their letters.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  const close = near(word, all);
  const found = close.length > 0 ? close : farther(word, all);
  return found.length === 0 ? undefined : `Did you mean ${found.join(' or ')}?`;
}

function farther(word: string, candidates: readonly string[]): readonly string[] {
  const wanted = bare(word);
  // A third of the shorter name, and people get the first letter right: `putPet` is no slip of `getPet`.
  const isLike = ({ candidate, distance }: Ranked): boolean => {
    const found = bare(candidate);
    return found[0] === wanted[0] && distance <= Math.floor(Math.min(wanted.length, found.length) / 3);
  };
  const like = ranked(word, candidates, Math.floor(wanted.length / 3)).filter(isLike);
  return named(like.filter(({ distance }) => distance === like[0]!.distance));
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
