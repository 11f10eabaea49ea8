import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DescribedServer, ServerChoice } from '../credentials/server-choice.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Outputs } from '../expression/scope.ts';
import type { Supply } from '../plan/supply.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import type { LocatedText } from '../text/located-text.ts';
import { escapeToken } from '../text/pointer.ts';
import { readText } from '../text/read-text.ts';
import type { Io } from './io.ts';
import { readStdin } from './read-stdin.ts';

/**
 * What `--inputs` gives. It is the inputs themselves, or has them in a section beside others, as `describe --template` writes them: it is read in sections
 * when each of its members is called `inputs`, `servers` or `supply` and is an object, or empty: all that it had may be a comment.
 */
export interface GivenFile {
  /** Not yet validated. */
  readonly inputs: Outputs;
  /** By source, as `--server` would say it. */
  readonly servers: Readonly<Record<string, ServerChoice>>;
  /** For the requests of steps. Not yet validated. */
  readonly supply: Supply;
  /** The sections, with their places; none when the file is the inputs themselves. */
  readonly sections: ReadonlyMap<string, Place>;
  readonly diagnostics: readonly Diagnostic[];
  /** Its text, by the name that places use. */
  readonly texts: ReadonlyMap<string, string>;
}

const anObject = 'Give an object with a member for each input: {"amount": 1999}.';

const nothing: GivenFile = {
  inputs: {},
  servers: {},
  supply: {},
  sections: new Map(),
  diagnostics: [],
  texts: new Map(),
};

/** Reads `--inputs`: a JSON or YAML file, `-` for standard input, or a JSON object. */
export async function readGivenFile(given: string | undefined, io: Io): Promise<GivenFile> {
  if (given === undefined) return nothing;
  const isInline = /^\s*[{[]/.test(given);
  if (isInline && !isJson(given)) {
    const hint = `Quote it for the shell: --inputs '{"amount": 1999}'.`;
    return refused(diagnose('inputs/invalid', 'What --inputs gives is not valid JSON.', { hint }));
  }
  const file = isInline ? '--inputs' : given === '-' ? 'stdin' : given;
  let text: string;
  try {
    text = isInline
      ? given
      : given === '-'
        ? await readStdin(io)
        : readFileSync(resolve(io.cwd, given), 'utf8');
  } catch (error) {
    const hint = 'Give a JSON or YAML file, "-" for stdin, or a JSON object.';
    const message = `--inputs ${given} cannot be read. ${whyUnreadable(error)}`;
    return refused(diagnose('usage/invalid', message, { hint }));
  }
  const texts = new Map([[file, text]]);
  const { located, diagnostics } = readText(text, file, { whenEmpty: anObject });
  if (located === undefined || diagnostics.some(stops)) return { ...nothing, diagnostics, texts };
  const value = located.exact();
  if (isObject(value)) {
    const read = inSections(value, located);
    return { ...read, diagnostics: [...diagnostics, ...read.diagnostics], texts };
  }
  const finding = diagnose('inputs/invalid', 'The inputs are not an object.', {
    hint: anObject,
    place: located.place(''),
  });
  return { ...nothing, diagnostics: [...diagnostics, finding], texts };
}

const sectionNames = ['inputs', 'servers', 'supply'];

function inSections(value: JsonObject, located: LocatedText): GivenFile {
  const entries = Object.entries(value);
  const isSectioned =
    entries.length > 0 &&
    entries.every(
      ([name, section]) => sectionNames.includes(name) && (section === null || isObject(section)),
    );
  if (!isSectioned) return { ...nothing, inputs: value };
  const { inputs, servers, supply } = value as Readonly<Record<string, JsonObject | null>>;
  const read = readServerSection(servers ?? {}, located);
  return {
    ...nothing,
    inputs: inputs ?? {},
    supply: (supply ?? {}) as Supply,
    ...read,
    sections: new Map(entries.map(([name]) => [name, located.place(`/${name}`, 'key')])),
  };
}

/** Each source has a URL, or a described server by position or name with values for its variables. */
function readServerSection(
  section: JsonObject,
  located: LocatedText,
): Pick<GivenFile, 'servers' | 'diagnostics'> {
  const servers = new Map<string, ServerChoice>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, choice] of Object.entries(section)) {
    if (typeof choice === 'string') servers.set(name, choice);
    else if (isDescribedServer(choice)) servers.set(name, choice);
    else {
      const hint = 'Give a URL, or for example { server: 2, variables: { region: eu } }.';
      const place = located.place(`/servers/${escapeToken(name)}`);
      const message = `This is no choice of a server for the source "${name}".`;
      diagnostics.push(diagnose('usage/invalid', message, { hint, place }));
    }
  }
  return { servers: Object.fromEntries(servers), diagnostics };
}

function isDescribedServer(choice: unknown): choice is DescribedServer {
  if (!isObject(choice)) return false;
  const { server, variables = {}, ...rest } = choice;
  return (
    Object.keys(rest).length === 0 &&
    (server === undefined || typeof server === 'string' || Number.isInteger(server)) &&
    isObject(variables) &&
    Object.values(variables).every((value) => typeof value === 'string')
  );
}

function refused(finding: Diagnostic): GivenFile {
  return { ...nothing, diagnostics: [finding] };
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'There is no such file.',
    ENOTDIR: 'There is no such file.',
    EISDIR: 'It is a folder.',
    EACCES: 'You may not read it.',
    EPERM: 'You may not read it.',
  };
  return reasons[code] ?? `The system says ${code}.`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
