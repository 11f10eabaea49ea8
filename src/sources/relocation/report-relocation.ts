import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import type { Attempt } from '../load-source.ts';
import type { FoundBy } from '../loaded-source.ts';
import type { Candidate } from './candidates.ts';
import type { Judged, Relocation } from './relocate.ts';

/** Says what was found, and puts it in the place of the source: for good when it is accepted, else to check the rest of the document. */
export function reportRelocation(relocation: Relocation, accept: boolean): Attempt {
  const { attempt, fit, unfit } = relocation;
  const [only] = fit;
  if (only !== undefined && fit.length === 1) {
    return accept ? accepted(relocation, only) : offered(relocation, only);
  }
  if (fit.length > 1) return withFinding(attempt, ambiguous(relocation), attempt.source === undefined);
  const foreign = unfit.filter((each) => each.lacks.length === 0 && each.foreign.length > 0);
  const [first] = foreign;
  if (first !== undefined) return withFinding(attempt, otherHost(attempt, first), false);
  return attempt.source === undefined ? withReasons(relocation) : attempt;
}

function accepted(relocation: Relocation, { source, url }: Candidate): Attempt {
  const { attempt } = relocation;
  const { declared, context } = attempt;
  const message = `Source "${declared.name}" is read from ${placeOf({ source })} in the place of ${declared.url}: ${reasons[source.foundBy]}, and it has ${all(relocation)}.`;
  const hint = url === undefined ? 'Pin it with heddle lock.' : `Write url: ${url}.`;
  const { failure: _, ...found } = attempt;
  return {
    ...found,
    source,
    diagnostics: [
      diagnose('source/relocated', message, { place: context.place, hint, ...repairOf(attempt, url) }),
    ],
  };
}

function offered(relocation: Relocation, candidate: Candidate): Attempt {
  const { attempt } = relocation;
  const { declared, context, failure } = attempt;
  const { source, url } = candidate;
  const what = `${placeOf(candidate)} is ${reasons[source.foundBy]}, and has ${all(relocation)}`;
  const write =
    url === undefined ? 'Accept it with --repair' : `Write url: ${url}, or accept it with --repair`;
  const hint = `${write}; heddle lock --repair pins it.`;
  const detail = { place: context.place, hint, ...repairOf(attempt, url) };
  if (attempt.source !== undefined) {
    const message = `Source "${declared.name}" does not have every operation that the document uses. ${what}.`;
    return withFinding(attempt, diagnose('source/rewritten', message, detail), false);
  }
  const message = `Source "${declared.name}" is not at ${declared.url}: ${uncapitalized(failure?.message ?? 'it cannot be read.')} ${what}.`;
  const { failure: _, ...found } = attempt;
  return {
    ...found,
    source: { ...source, standIn: 'check' },
    diagnostics: [diagnose('source/moved', message, detail)],
  };
}

function ambiguous({ attempt, fit }: Relocation): Diagnostic {
  const { declared, context } = attempt;
  const places = fit.slice(0, 5).map((each) => each.url ?? placeOf(each));
  const more = fit.length > places.length ? `, and ${fit.length - places.length} more` : '';
  const message = `Source "${declared.name}" is not at ${declared.url}, and several files that differ could be it: ${places.join(', ')}${more}.`;
  const hint = `Write the url of the one that is meant, or give it with --source ${declared.name}=path.`;
  return diagnose('source/ambiguous', message, { place: context.place, hint });
}

function otherHost({ declared, context }: Attempt, { candidate, foreign }: Judged): Diagnostic {
  const message = `What could take the place of source "${declared.name}", ${placeOf(candidate)}, is called at ${foreign.join(' and ')}, where this source is not known to be: calls and credentials would go to another host.`;
  const hint = `Look at its servers. If they are meant, give it with --source ${declared.name}=${placeOf(candidate)}.`;
  return diagnose('source/other-host', message, { place: context.place, hint });
}

/** Files that look alike and are not it are worth knowing of. */
function withReasons({ attempt, unfit, isOnlyLost }: Relocation): Attempt {
  const near = unfit
    .filter(({ lacks }) => lacks.length > 0)
    .slice(0, 3)
    .map(({ candidate, lacks }) => {
      const own = isOnlyLost ? lacks : lacks.filter(({ source }) => source !== undefined);
      const names = (own.length > 0 ? own : lacks).map(({ name }) => name);
      const shown = names.slice(0, 3).join(', ');
      const told = names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
      const doubt = own.length > 0 ? '' : ', as far as that is of this source';
      return `${candidate.url ?? placeOf(candidate)} lacks ${told}${doubt}`;
    });
  if (near.length === 0) return attempt;
  const [first, ...rest] = attempt.diagnostics;
  if (first === undefined) return attempt;
  return {
    ...attempt,
    diagnostics: [
      { ...first, hint: `${first.hint ?? ''} It is none of these: ${near.join('; ')}.` },
      ...rest,
    ],
  };
}

function withFinding(attempt: Attempt, finding: Diagnostic, replaces: boolean): Attempt {
  return { ...attempt, diagnostics: replaces ? [finding] : [...attempt.diagnostics, finding] };
}

function repairOf({ declared, context }: Attempt, url: string | undefined): { readonly repair?: Repair } {
  if (url === undefined) return {};
  const { pointer } = context.place;
  return {
    repair: {
      title: `Write ${url} in the place of ${declared.url}.`,
      edits: [{ op: 'replace', pointer, from: declared.url, to: url }],
    },
  };
}

const reasons: Readonly<Record<FoundBy, string>> = {
  document: 'where the document says',
  option: 'what --source names',
  base: 'below a base',
  root: 'where its url leads from the root of the repository',
  moved: 'elsewhere in the repository',
  history: 'an earlier version of it',
  lock: 'the locked copy',
};

function placeOf({ source }: Pick<Candidate, 'source'>): string {
  const { location, revision } = source;
  return revision === undefined ? location : `${location} of commit ${revision.slice(0, 12)}`;
}

function all({ wanted }: Relocation): string {
  return wanted.length === 1
    ? `the operation used, ${wanted[0]!.name}`
    : `all ${wanted.length} operations used`;
}

function uncapitalized(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence) ? sentence[0]!.toLowerCase() + sentence.slice(1) : sentence;
}
