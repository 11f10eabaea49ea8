import type { SourceDescription } from '../../arazzo/document.ts';
import { has, operationsOf } from '../lay-bases.ts';
import { type Attempt, isPinned } from '../load-source.ts';
import type { LoadedSource } from '../loaded-source.ts';
import { originsOf } from '../source-origins.ts';
import type { UsedOperation } from '../used-operations.ts';
import { type Candidate, candidateSteps } from './candidates.ts';
import type { FilesNamed } from './files-named.ts';
import { reportRelocation } from './report-relocation.ts';

/** What judging candidates needs to know. */
export interface RelocationOptions {
  readonly used: readonly UsedOperation[];
  /** Whether what is found takes the place of the source of a name. Else it only serves to check the rest of the document. */
  readonly accepts: (name: string) => boolean;
  /** Origins that the source is known to be called at, from elsewhere than its description; empty when none is known. */
  readonly knownOrigins: (source: SourceDescription) => readonly string[];
  readonly filesNamed: FilesNamed;
}

/** A candidate, and why it cannot be the source. */
export interface Judged {
  readonly candidate: Candidate;
  /** Operations of the document that it does not have. */
  readonly lacks: readonly UsedOperation[];
  /** Origins of its servers that the source is not known to be called at. */
  readonly foreign: readonly string[];
}

/** What came of looking for one source elsewhere. */
export interface Relocation {
  readonly attempt: Attempt;
  /** Those that differ in content and could each be the source; it is found when there is exactly one. */
  readonly fit: readonly Candidate[];
  readonly unfit: readonly Judged[];
  readonly wanted: readonly UsedOperation[];
  /** Whether every other source is at hand, so that what is wanted and says of no source is of this one: else it may be of another that is lost. */
  readonly isOnlyLost: boolean;
}

/**
 * Looks elsewhere for sources that are lost, or lack operations that the document uses. A candidate is accepted only when it has all of
 * them and no server on another host than is known, and only when no other one of different content would do as well.
 */
export async function relocate(
  attempts: readonly Attempt[],
  options: RelocationOptions,
): Promise<readonly Attempt[]> {
  const loaded = attempts.flatMap(({ source }) => source ?? []);
  const lost = attempts.filter((attempt) => isLost(attempt, loaded, options.used));
  if (lost.length === 0) return attempts;
  const steps = new Map(lost.map((attempt) => [attempt, candidateSteps(attempt, options.filesNamed)]));
  const found = new Map<Attempt, Relocation>();
  const seen = new Map<Attempt, readonly Candidate[]>();
  for (let step = 0; step < 3; step++) {
    const open = lost.filter((attempt) => (found.get(attempt)?.fit.length ?? 0) === 0);
    const candidates = await Promise.all(open.map((attempt) => steps.get(attempt)![step]!()));
    for (const [index, attempt] of open.entries()) {
      seen.set(attempt, [...(seen.get(attempt) ?? []), ...candidates[index]!]);
    }
    // An operation of which it is not said whose it is may be of any source, found or to be found.
    const others = (attempt: Attempt): readonly LoadedSource[] => [
      ...loaded.filter(({ name }) => name !== attempt.declared.name),
      ...[...seen].flatMap(([each, of]) => (each === attempt ? [] : of.map(({ source }) => source))),
    ];
    for (const attempt of open) {
      const wanted = operationsOf(attempt.declared.name, options.used, others(attempt));
      const isOnlyLost = attempts.every((each) => each === attempt || isAtHand(each));
      found.set(attempt, { ...judge(attempt, seen.get(attempt)!, wanted, options), isOnlyLost });
    }
  }
  return attempts.map((attempt) => {
    const relocation = found.get(attempt);
    if (relocation === undefined) return attempt;
    // What it seemed to lack has been found in other sources.
    const isWhole = relocation.wanted.every(
      (each) => attempt.source !== undefined && has(attempt.source, each),
    );
    return isWhole ? attempt : reportRelocation(relocation, options.accepts(attempt.declared.name));
  });
}

/**
 * A source that no step uses is not looked for, nor is one in the place of which the user gave another, or that is locked, or that should
 * be.
 */
function isLost(
  { declared, context, source, document, failure }: Attempt,
  loaded: readonly LoadedSource[],
  used: readonly UsedOperation[],
): boolean {
  const isSettled = context.override !== undefined || isPinned(declared, context);
  if (!context.needed || isSettled || document !== undefined || failure?.reason === 'not-locked')
    return false;
  if (source === undefined) return used.some((each) => (each.source ?? declared.name) === declared.name);
  const missing = used.filter(
    (operation) =>
      (operation.source ?? declared.name) === declared.name && !loaded.some((each) => has(each, operation)),
  );
  // Operations that differ by case are there: writing them as the source does is the smaller repair.
  return missing.some(
    ({ name }) => !source.description.operations.some((each) => isSame(each.operationId, name)),
  );
}

/** Whether what a source has is known: it was read, and is no other kind of document. */
function isAtHand({ source, document }: Attempt): boolean {
  return source !== undefined || document !== undefined;
}

function isSame(operationId: string | undefined, name: string): boolean {
  return operationId?.toLowerCase() === name.toLowerCase();
}

function judge(
  attempt: Attempt,
  candidates: readonly Candidate[],
  wanted: readonly UsedOperation[],
  { knownOrigins, used }: RelocationOptions,
): Omit<Relocation, 'isOnlyLost'> {
  const own = attempt.source === undefined ? [] : originsOf(attempt.source, used);
  const known = [...knownOrigins(attempt.declared), ...own];
  const judged = candidates.map((candidate) => {
    const lacks = wanted.filter((operation) => !has(candidate.source, operation));
    const foreign =
      known.length === 0 ? [] : originsOf(candidate.source, wanted).filter((each) => !known.includes(each));
    return { candidate, lacks, foreign };
  });
  const isUsed = ({ source }: Candidate): boolean => used.some((operation) => has(source, operation));
  const fit = judged.filter(
    ({ candidate, lacks, foreign }) => lacks.length === 0 && foreign.length === 0 && isUsed(candidate),
  );
  const distinct = new Map<string, Candidate>();
  for (const { candidate } of fit) {
    const same = distinct.get(candidate.source.hash);
    // Of the same content at several places, the one that the document can name is shown.
    if (same === undefined || (same.url === undefined && candidate.url !== undefined)) {
      distinct.set(candidate.source.hash, candidate);
    }
  }
  return {
    attempt,
    fit: nearest([...distinct.values()]),
    unfit: judged.filter((each) => !fit.includes(each)),
    wanted,
  };
}

/**
 * Of what fits, only the nearest vie with each other: what a candidate of an earlier step lacked may be found in another source only later.
 * Versions of one file do not vie at all: the newest is the one.
 */
function nearest(fit: readonly Candidate[]): readonly Candidate[] {
  for (const kind of ['root', 'moved'] as const) {
    const found = fit.filter(({ source }) => source.foundBy === kind);
    if (found.length > 0) return found;
  }
  return fit.slice(0, 1);
}
