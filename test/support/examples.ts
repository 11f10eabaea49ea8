import { parse } from 'yaml';
import { documentOf, type LinedText, type Section, splitSections, verbatim } from './sections.ts';

/** One file of examples; `test/taxonomy/README.md` describes the format. */
export interface Examples {
  /** `PARAM_UNKNOWN`, or a topic such as `parameter-location`. */
  readonly code: string;
  readonly sentence: string;
  readonly mode: 'strict' | 'standard' | 'lenient';
  /** Where the document stands, relative to the root of the example. */
  readonly at: string;
  /** The other files, by path relative to the root. */
  readonly files: Readonly<Record<string, LinedText>>;
  /** Earlier versions of files, in the history of the repository that the root then is. */
  readonly earlier: Readonly<Record<string, LinedText>>;
  readonly credentials: Readonly<Record<string, string>>;
  readonly examples: readonly Example[];
}

/** A document that has what the code names, or only looks like it. */
export interface Example {
  readonly kind: 'has' | 'has-not';
  /** What tells it from its siblings, when there are several. */
  readonly label: string;
  readonly document: LinedText;
  /** `code line` or `code`, either followed by `: words of message, hint or file`. */
  readonly found: readonly string[];
  /** The document after `check --fix`, and what is found in that. */
  readonly repaired?: LinedText;
  readonly remains?: readonly string[];
}

const kinds = new Set([
  'openapi',
  'file',
  'earlier',
  'credentials',
  'has',
  'has-not',
  'found',
  'repaired',
  'remains',
]);

/** Reads a file of examples. Throws for one that is not of the format. */
export function readExamples(text: string): Examples {
  const [head, ...sections] = splitSections(text, kinds);
  const [title = '', ...options] = head!.lines.filter((line) => line !== '');
  const [, code, sentence] = /^([A-Z]+(?:_[A-Z0-9]+)+|[a-z-]+) (.+)$/.exec(title) ?? [];
  if (code === undefined || sentence === undefined)
    throw new Error(`"${title}" is not a code and a sentence.`);
  const option = new Map(options.map((line) => line.split(': ', 2) as [string, string]));
  const at = option.get('at') ?? 'arazzo.yaml';
  const folder = at.replace(/[^/]*$/, '');
  const files = sections.flatMap((section): [string, LinedText][] => {
    if (section.kind === 'file') return [[section.argument, verbatim(section)]];
    return section.kind === 'openapi'
      ? [[`${folder}${section.argument}.openapi.yaml`, verbatim(section)]]
      : [];
  });
  const earlier = sections.filter(({ kind }) => kind === 'earlier');
  const credentials = sections.find(({ kind }) => kind === 'credentials');
  return {
    code,
    sentence,
    mode: (option.get('mode') ?? 'standard') as Examples['mode'],
    at,
    files: Object.fromEntries(files),
    earlier: Object.fromEntries(earlier.map((section) => [section.argument, verbatim(section)])),
    credentials: (parse(credentials?.lines.join('\n') ?? '') ?? {}) as Examples['credentials'],
    examples: sections.flatMap((section, index) => exampleAt(section, sections.slice(index + 1))),
  };
}

function exampleAt(section: Section, after: readonly Section[]): Example[] {
  const { kind, argument: label } = section;
  if (kind !== 'has' && kind !== 'has-not') return [];
  const end = after.findIndex((each) => each.kind === 'has' || each.kind === 'has-not');
  const own = end === -1 ? after : after.slice(0, end);
  const only = (wanted: string): Section | undefined => own.find((each) => each.kind === wanted);
  const list = (wanted: string): readonly string[] | undefined =>
    only(wanted) && ((parse(only(wanted)!.lines.join('\n')) ?? []) as readonly string[]);
  const repaired = only('repaired');
  return [
    {
      kind,
      label,
      document: written(section),
      found: list('found') ?? [],
      ...(repaired === undefined ? {} : { repaired: written(repaired), remains: list('remains') ?? [] }),
    },
  ];
}

/** A section that holds a whole document, or the fields of its only workflow. */
function written(section: Section): LinedText {
  if (/^(?:arazzo:|\{)/.test(section.lines[0] ?? '')) return verbatim(section);
  return documentOf([{ ...section, kind: 'workflow', argument: 'main' }]);
}
