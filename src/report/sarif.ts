import { isAbsolute, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codes } from '../diagnostics/codes.ts';
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { stops } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Repair } from '../diagnostics/repair.ts';
import { editText } from '../repair/edit-text.ts';
import { hashOf } from '../text/hash.ts';
import type { JsonObject } from '../text/json.ts';
import type { Rule } from './rules.ts';
import { textReplacements } from './text-replacements.ts';

/** The findings of one document, and where they were found. */
export interface SarifDocument {
  readonly diagnostics: readonly Diagnostic[];
  /** Every text that was read, by the name that places of findings use. */
  readonly texts: ReadonlyMap<string, string>;
  /** Artifacts are named relative to this folder. */
  readonly cwd: string;
}

/** What a log of SARIF tells beside the results of documents. */
export interface SarifRun {
  /** The release of Heddle. */
  readonly version: string;
  /** All of them: results refer to them by their position. */
  readonly rules: readonly Rule[];
  /** The artifacts that were looked at, by {@link artifactOf}. */
  readonly artifacts: readonly JsonObject[];
  readonly results: readonly JsonObject[];
  /** Findings that belong to no document: about the flags. */
  readonly notifications: readonly Diagnostic[];
}

/** What SARIF calls it: a hazard stops a run as an error does. */
const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  hazard: 'error',
  warning: 'warning',
  info: 'note',
};

/** The folder that relative artifacts are below. Its own address is left out, so that a log says the same on every machine. */
const base = '%SRCROOT%';

/** A log of one run (SARIF 2.1.0, section 3.13), as JSON. */
export function sarifLog({ version, rules, artifacts, results, notifications }: SarifRun): JsonObject {
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Heddle', version, semanticVersion: version, rules: rules.map(descriptor) } },
        invocations: [
          {
            executionSuccessful: !notifications.some(stops),
            ...(notifications.length === 0
              ? {}
              : { toolConfigurationNotifications: notifications.map(notification) }),
          },
        ],
        originalUriBaseIds: { [base]: { description: { text: 'The folder that heddle was called in.' } } },
        columnKind: 'utf16CodeUnits',
        artifacts: artifacts.map((location) => ({ location })),
        results,
      },
    ],
  };
}

/** The results of a document (section 3.27), in the order of its findings. */
export function sarifResults(document: SarifDocument, rules: readonly Rule[]): readonly JsonObject[] {
  const indexes = new Map(rules.map(({ code }, index) => [code, index]));
  return document.diagnostics.map((finding) => {
    const { code, severity, place, repair } = finding;
    const fix = place === undefined || repair === undefined ? undefined : fixOf(repair, place.file, document);
    return {
      ruleId: code,
      ...(indexes.has(code) ? { ruleIndex: indexes.get(code) } : {}),
      level: levels[severity],
      message: messageOf(finding),
      ...(place === undefined ? {} : { locations: [locationOf(place, document.cwd)] }),
      partialFingerprints: { 'findingAtPointer/v1': fingerprint(finding, document.cwd) },
      ...(fix === undefined ? {} : { fixes: [fix] }),
      properties: { severity },
    };
  });
}

/** The location of a file or of an address (section 3.4): relative to the working directory for what lies below it. */
export function artifactOf(file: string, cwd: string): JsonObject {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(file))
    return { uri: URL.canParse(file) ? new URL(file).href : encodeURI(file) };
  const short = isAbsolute(file) ? relative(cwd, file) : file;
  const isBelow = short !== '' && !isAbsolute(short) && short.split(sep)[0] !== '..';
  if (isAbsolute(file) && !isBelow) return { uri: pathToFileURL(file).href };
  const segments = short.split(sep).filter((segment) => segment !== '.');
  return { uri: segments.map(encodeURIComponent).join('/'), uriBaseId: base };
}

function descriptor({ code, meaning, next, section }: Rule): JsonObject {
  return {
    id: code,
    shortDescription: { text: meaning },
    help: {
      text: `${meaning} ${next}`,
      // A viewer has no page that a relative link could lead to.
      markdown: `${meaning}\n\n${next}\n\nSee \`${code}\` in \`docs/diagnostics.md#${section}\`.`,
    },
    defaultConfiguration: { level: levels[codes[code]] },
    properties: { severity: codes[code], tags: [code.slice(0, code.indexOf('/'))] },
  };
}

function notification(finding: Diagnostic): JsonObject {
  const { code, severity } = finding;
  return { descriptor: { id: code }, level: levels[severity], message: messageOf(finding) };
}

function messageOf({ message, hint }: Diagnostic): JsonObject {
  return { text: hint === undefined ? message : `${message} ${hint}` };
}

function locationOf(place: Place, cwd: string): JsonObject {
  const { file, line, column, length, pointer } = place;
  return {
    physicalLocation: {
      artifactLocation: artifactOf(file, cwd),
      region: {
        startLine: line,
        startColumn: column,
        ...(length === undefined ? {} : { endColumn: column + length }),
      },
    },
    ...(pointer === '' ? {} : { logicalLocations: [{ fullyQualifiedName: pointer, kind: 'value' }] }),
  };
}

/** The same for the same finding wherever its line has moved to. */
function fingerprint({ code, message, place }: Diagnostic, cwd: string): string {
  const where = place === undefined ? null : [artifactOf(place.file, cwd)['uri'], place.pointer];
  return hashOf([code, message, where]);
}

/** A repair as replacements in its text (section 3.55); undefined where the text does not let itself be edited so. */
function fixOf(
  { title, edits }: Repair,
  file: string,
  { texts, cwd }: SarifDocument,
): JsonObject | undefined {
  const before = texts.get(file);
  const after = before === undefined ? undefined : editText(before, edits);
  if (before === undefined || after === undefined) return undefined;
  const replacements = textReplacements(before, after).map(({ text, ...deletedRegion }) => ({
    deletedRegion,
    ...(text === '' ? {} : { insertedContent: { text } }),
  }));
  if (replacements.length === 0) return undefined;
  return {
    description: { text: title },
    artifactChanges: [{ artifactLocation: artifactOf(file, cwd), replacements }],
  };
}
