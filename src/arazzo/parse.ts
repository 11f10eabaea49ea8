import type { Code } from '../diagnostics/codes.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { near } from '../diagnostics/near.ts';
import type { Repair } from '../diagnostics/repair.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import type { LocatedText } from '../text/located-text.ts';
import { formatPointer } from '../text/pointer.ts';
import { blank } from './blank.ts';
import { checkShape } from './check-shape.ts';
import type { ArazzoDescription } from './document.ts';
import { renaming } from './field-repair.ts';
import { exactValues } from './exact-values.ts';
import { arazzoDescription } from './objects.ts';
import { partAt } from './parts.ts';
import type { ShapeCheck } from './shape-check.ts';
import { wordAt } from './wrong-type.ts';

/** More findings of one code help nobody, and a text from a stranger could provoke any number. */
const mostOfACode = 50;

/**
 * Checks the shape of an Arazzo document against the specification's objects (clauses A3 to A6), by the rules of the version it
 * declares (A4). `description` is there when the value has the types of an {@link ArazzoDescription}, even where other findings
 * stop it from being run: unknown fields, empty lists, fields of 1.1. Where it is not, `spoilt` has the pointers of the values whose types are wrong.
 * @param isUsed Whether a part, named by {@link partAt}, matters. What is wrong with any other is not looked at (clause B5): a part that
 * has not even the types of a description is left empty in it.
 */
export function parse(
  located: LocatedText,
  isUsed: (part: string) => boolean = () => true,
): { description?: ArazzoDescription; diagnostics: Diagnostic[]; spoilt?: ReadonlySet<string> } {
  const root = located.value;
  if (!isObject(root) || !Object.hasOwn(root, 'arazzo')) return { diagnostics: [notArazzo(located)] };
  const diagnostics: Diagnostic[] = [];
  const version = chooseRules(root, located, diagnostics);
  if (version === undefined) return { diagnostics };
  const spoilt = new Set<string>();
  const unused = new Set<string>();
  const matters = (pointer: string): boolean => {
    const part = partAt(pointer);
    return part === undefined || isUsed(part);
  };
  const reported = new Map<Code, number>();
  const wants = (code: Code): boolean => (reported.get(code) ?? 0) < mostOfACode;
  const check: ShapeCheck = {
    located,
    wants,
    version,
    report(code, message, { pointer, part, hint, repair }) {
      if (!wants(code) || !matters(pointer)) return;
      reported.set(code, (reported.get(code) ?? 0) + 1);
      diagnostics.push(diagnose(code, message, { place: located.place(pointer, part), hint, repair }));
    },
    spoil(pointer) {
      if (matters(pointer)) spoilt.add(pointer);
      else unused.add(partAt(pointer)!);
    },
  };
  checkShape(check, arazzoDescription, { value: root, pointer: '', label: 'the document' });
  const exact = exactValues(arazzoDescription, root, located.exact());
  return spoilt.size > 0
    ? { diagnostics, spoilt }
    : { description: blank(exact as JsonObject, unused) as unknown as ArazzoDescription, diagnostics };
}

/** The rule set for the declared version; undefined when there is none. */
function chooseRules(
  { arazzo }: JsonObject,
  located: LocatedText,
  diagnostics: Diagnostic[],
): '1.0' | '1.1' | undefined {
  const place = located.place('/arazzo');
  const full = 'Write the version that the document is made for in full: arazzo: 1.0.1';
  if (typeof arazzo !== 'string') {
    const message = '"arazzo" must be a text of three numbers; with fewer, YAML reads a number.';
    const repair = fullVersion(arazzo, wordAt(located, '/arazzo'));
    diagnostics.push(diagnose('document/wrong-type', message, { place, hint: full, repair }));
    return undefined;
  }
  const [, major, minor] = /^(\d{1,9})\.(\d{1,9})\.\d{1,9}(?:-.+)?$/.exec(arazzo) ?? [];
  if (major !== '1' || minor === undefined) {
    const message =
      major === undefined ? `"${arazzo}" is not a version of Arazzo.` : `Arazzo ${arazzo} is not supported.`;
    const repair = fullVersion(arazzo, arazzo);
    diagnostics.push(diagnose('document/version-unsupported', message, { place, hint: full, repair }));
    return undefined;
  }
  if (Number(minor) > 1) {
    const message = `Arazzo ${arazzo} is newer than what this version knows; it is read as 1.1.`;
    const hint = 'Fields that are new in it will be reported as unknown.';
    diagnostics.push(diagnose('document/version-newer', message, { place, hint }));
  }
  return Number(minor) === 0 ? '1.0' : '1.1';
}

/** A version without its patch, which changes nothing of what a document may say. */
function fullVersion(from: unknown, written: string): Repair | undefined {
  if (!/^1\.[01]$/.test(written)) return undefined;
  const to = `${written}.0`;
  return {
    title: `Write ${to} in the place of ${written}.`,
    edits: [{ op: 'replace', pointer: '/arazzo', from, to }],
    opens: '',
  };
}

function notArazzo(located: LocatedText): Diagnostic {
  const { value } = located;
  const place = located.place('');
  if (isObject(value)) {
    const misspelt = near('arazzo', Object.keys(value))[0];
    if (misspelt !== undefined) {
      const at = located.place(formatPointer([misspelt]), 'key');
      const message = `The document has no "arazzo" field, but one named "${misspelt}".`;
      const hint = 'Rename it to arazzo, in lower case.';
      const isVersion = typeof value[misspelt] === 'string' || typeof value[misspelt] === 'number';
      const renamed = renaming(formatPointer([misspelt]), misspelt, 'arazzo');
      const repair = isVersion ? { ...renamed, opens: '' } : undefined;
      return diagnose('document/not-arazzo', message, { place: at, hint, repair });
    }
    if (Object.hasOwn(value, 'workflows')) {
      const message = 'The document has workflows, but no "arazzo" field that tells the version.';
      return diagnose('document/not-arazzo', message, { place, hint: 'Add a first line: arazzo: 1.0.1' });
    }
  }
  const message = `This is not an Arazzo document; it seems to be ${seemsToBe(value)}.`;
  return diagnose('document/not-arazzo', message, { place, hint: hintFor(value) });
}

function seemsToBe(value: unknown): string {
  if (value === null) return 'a text of comments only';
  if (Array.isArray(value)) return 'a list';
  if (!isObject(value)) return 'plain text';
  if (Object.hasOwn(value, 'openapi') || Object.hasOwn(value, 'swagger')) return 'an OpenAPI description';
  if (Object.hasOwn(value, 'asyncapi')) return 'an AsyncAPI description';
  if (['$schema', 'properties', '$defs'].some((name) => Object.hasOwn(value, name))) return 'a JSON Schema';
  return 'a map of other data';
}

function hintFor(value: unknown): string {
  const isSource =
    isObject(value) && ['openapi', 'swagger', 'asyncapi'].some((name) => Object.hasOwn(value, name));
  return isSource
    ? 'Name it in the sourceDescriptions of an Arazzo document, and give that document.'
    : 'Give a document that begins with the field arazzo.';
}
