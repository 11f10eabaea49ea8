import { createHash } from 'node:crypto';
import type { SourceDescription } from '../arazzo/document.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { readDescription } from '../openapi/read-description.ts';
import { isObject } from '../text/json.ts';
import { readText } from '../text/read-text.ts';
import { displayUrl } from './display-url.ts';
import type { LoadedSource } from './loaded-source.ts';
import { locateOverride, locateSource, type Refusal, type SourceLocation } from './locate-source.ts';
import { otherTexts } from './other-texts.ts';
import { type FetchText, maxTextBytes, type ReadFile, type TextResult } from './text-result.ts';

/** What loading one source needs to know. */
export interface SourceContext {
  /** The place of the source description's `url` in the document. */
  readonly place: Place;
  /** The path or URL of the document, against which relative URLs resolve (clause A11). */
  readonly base: string;
  /** The document's own URI, against which they resolve where it is given (clause A10). */
  readonly self?: string | undefined;
  /** A path or URL that the user gives in the place of the document's. */
  readonly override?: string | undefined;
  /** Whether a step of interest uses it: what is wrong with any other source is only a warning (clause B5). */
  readonly needed: boolean;
  /** The path of a bundled description to check against when the source cannot be had. */
  readonly standIn?: string | undefined;
  readonly fetchText: FetchText;
  readonly readFile: ReadFile;
}

/** A source, when it could be read, and what was found on the way. */
export interface SourceResult {
  readonly source?: LoadedSource;
  readonly diagnostics: readonly Diagnostic[];
}

/** Retrieves one source description and reads it as OpenAPI. Failures are findings at the place of its `url`. */
export async function loadSource(source: SourceDescription, context: SourceContext): Promise<SourceResult> {
  const { override } = context;
  const location =
    override === undefined ? locateSource(source.url, context.base, context.self) : locateOverride(override);
  const result = 'ok' in location ? location : await retrieve(location, context);
  if (result.ok) return read(source, result, context);
  const unavailable = reportUnavailable(source, result, location, context);
  const { standIn } = context;
  if (standIn === undefined || !context.needed) return { diagnostics: [unavailable] };
  return replace(source, unavailable, { ...context, standIn });
}

/** Reads the bundled description in the place of a source that cannot be had, which stays reported. */
async function replace(
  source: SourceDescription,
  unavailable: Diagnostic,
  context: SourceContext & { readonly standIn: string },
): Promise<SourceResult> {
  const copy = await context.readFile(context.standIn);
  if (!copy.ok) throw new Error(`The bundled description ${context.standIn} is missing. ${copy.message}`);
  const { source: standIn, diagnostics } = await read(source, copy, context);
  const message = `The steps that use source "${source.name}" are checked against the description of that API that comes with Heddle. What the source itself says may differ.`;
  return {
    ...(standIn === undefined ? {} : { source: { ...standIn, standIn: true } }),
    diagnostics: [
      unavailable,
      diagnose('source/stand-in', message, { place: context.place }),
      ...diagnostics,
    ],
  };
}

function retrieve(location: SourceLocation, context: SourceContext): Promise<TextResult> {
  return location.kind === 'file'
    ? context.readFile(location.path)
    : context.fetchText(location.url, { allowInsecure: context.override !== undefined });
}

async function read(
  source: SourceDescription,
  retrieved: Extract<TextResult, { readonly ok: true }>,
  context: SourceContext,
): Promise<SourceResult> {
  const { text, location } = retrieved;
  const { located, diagnostics } = readText(text, location, { maxBytes: maxTextBytes });
  if (located === undefined) return { diagnostics: atMost(diagnostics, context) };
  const mismatch = reportKind(source, located.value, context.place);
  if (mismatch !== undefined) return { diagnostics: atMost([...diagnostics, mismatch], context) };
  const { fetchText, readFile, override, needed } = context;
  const host = override !== undefined && URL.canParse(location) ? new URL(location).host : undefined;
  const others = otherTexts({ fetchText, readFile, host });
  const options = { location, ...(needed ? { find: others.find } : {}) };
  let reading = readDescription(located, options);
  // Which operations there are is known only once the path items are, wherever they stand.
  while (await others.retrieve()) reading = readDescription(located, options);
  // What lies beyond a source that no step uses is not looked at, so nothing can be said of it.
  const said = reading.diagnostics.filter(({ code }) => needed || code !== 'source/dangling-reference');
  const found = atMost([...diagnostics, ...said], context);
  if (reading.description === undefined) return { diagnostics: found };
  const hash = `sha256-${createHash('sha256').update(text, 'utf8').digest('hex')}`;
  const { name, url } = source;
  return {
    source: { name, url, location, hash, located, description: reading.description, others },
    diagnostics: found,
  };
}

/** What a source cannot stop when no step uses it (clause B5). */
function atMost(diagnostics: readonly Diagnostic[], { needed }: SourceContext): readonly Diagnostic[] {
  if (needed) return diagnostics;
  return diagnostics.map((each) => (stops(each) ? { ...each, severity: 'warning' } : each));
}

/** The finding when a text is an Arazzo or AsyncAPI description, or not what the document declares it to be (clause B4). */
function reportKind(source: SourceDescription, value: unknown, place: Place): Diagnostic | undefined {
  const kind = kindOf(value);
  const declared = source.type;
  if (kind === undefined || kind === (declared ?? kind)) {
    if (kind !== 'arazzo' && kind !== 'asyncapi') return undefined;
    const message = `Source "${source.name}" is an ${titles[kind]} description, which is not supported yet.`;
    return diagnose('document/not-supported', message, { place, hint: 'Use a source of type openapi.' });
  }
  const message = `Source "${source.name}" is declared as type ${declared}, but it is an ${titles[kind]} description.`;
  return diagnose('source/type-mismatch', message, { place, hint: 'Correct the type, or the url.' });
}

const titles = { openapi: 'OpenAPI', arazzo: 'Arazzo', asyncapi: 'AsyncAPI' } as const;

function kindOf(value: unknown): keyof typeof titles | undefined {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, 'openapi') || Object.hasOwn(value, 'swagger')) return 'openapi';
  if (Object.hasOwn(value, 'arazzo')) return 'arazzo';
  return Object.hasOwn(value, 'asyncapi') ? 'asyncapi' : undefined;
}

function reportUnavailable(
  source: SourceDescription,
  failure: Refusal,
  location: SourceLocation | Refusal,
  { place, needed, override }: SourceContext,
): Diagnostic {
  const where =
    'ok' in location
      ? ''
      : ` from ${location.kind === 'file' ? location.path : displayUrl(new URL(location.url))}`;
  const given = override === undefined || where === '' ? '' : ', which --source gives';
  const message = `Source "${source.name}" could not be loaded${where}${given}. ${failure.message}`;
  const hint =
    override === undefined
      ? `Correct the url, or give a copy with --source ${source.name}=path.`
      : `Correct the value of --source ${source.name}=.`;
  if (!needed) return diagnose('source/unused-unavailable', `${message} No step uses it.`, { place, hint });
  const code = failure.reason === 'invalid-url' ? 'source/invalid-url' : 'source/unavailable';
  return diagnose(code, message, { place, hint });
}
