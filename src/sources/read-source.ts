import { createHash } from 'node:crypto';
import type { SourceDescription } from '../arazzo/document.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { readDescription } from '../openapi/read-description.ts';
import { isObject } from '../text/json.ts';
import { readText } from '../text/read-text.ts';
import type { LoadedSource } from './loaded-source.ts';
import { otherTexts } from './other-texts.ts';
import { type FetchText, maxTextBytes, type ReadFile, type TextResult } from './text-result.ts';

/** What reading the text of a source needs to know. */
export interface ReadingContext {
  /** The place of the source description's `url` in the document. */
  readonly place: Place;
  /** Whether a step of interest uses it: what is wrong with any other source is only a warning (clause B5). */
  readonly needed: boolean;
  /** The host that the user named for this source, where plain http and private addresses are allowed. */
  readonly host?: string | undefined;
  readonly fetchText: FetchText;
  readonly readFile: ReadFile;
}

/** A source, when it could be read, and what was found on the way. */
export interface SourceResult {
  readonly source?: LoadedSource;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the text of a source description as what it is (clause B4). Documents that its references lead to are retrieved on the way. */
export async function readSource(
  source: SourceDescription,
  retrieved: Extract<TextResult, { readonly ok: true }>,
  context: ReadingContext,
): Promise<SourceResult> {
  const { text, location } = retrieved;
  const { located, diagnostics } = readText(text, location, { maxBytes: maxTextBytes });
  if (located === undefined) return { diagnostics: atMost(diagnostics, context) };
  const mismatch = reportKind(source, located.value, context.place);
  if (mismatch !== undefined) return { diagnostics: atMost([...diagnostics, mismatch], context) };
  const { fetchText, readFile, host, needed } = context;
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
    source: {
      name,
      url,
      location,
      foundBy: 'document',
      hash,
      located,
      description: reading.description,
      others,
    },
    diagnostics: found,
  };
}

/** What a source cannot stop when no step uses it (clause B5). */
function atMost(diagnostics: readonly Diagnostic[], { needed }: ReadingContext): readonly Diagnostic[] {
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
