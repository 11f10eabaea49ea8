import type { SourceDescription } from '../arazzo/document.ts';
import { readAsyncApi } from '../asyncapi/read-description.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { respelling } from '../diagnostics/respelling.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { readDescription } from '../openapi/read/read-description.ts';
import { isObject } from '../text/json.ts';
import type { LocatedText } from '../text/located-text.ts';
import { displayUrl } from './display-url.ts';
import type { Found, LoadedAsyncApi, LoadedOpenApi, LoadedSource } from './loaded-source.ts';
import { type OtherTexts, otherTexts } from './other-texts.ts';
import { textHash } from './text-hash.ts';
import { type Retrieved, selfOf, type Texts } from './texts.ts';

/** What reading the text of a source needs to know. */
export interface ReadingContext {
  /** The source's name in a plan. */
  readonly id: string;
  /** The place of the source description's `url` in the document. */
  readonly place: Place;
  /** Whether a step of interest uses it: what is wrong with any other source is only a warning (clause B5). */
  readonly needed: boolean;
  /** The host that the user named for this source, where plain http and private addresses are allowed. */
  readonly host?: string | undefined;
  readonly texts: Texts;
}

/** A source, when it could be read, and what was found on the way. At most one of `source` and `document` is there. */
export interface SourceResult {
  readonly source?: LoadedSource;
  /** It is an Arazzo document. */
  readonly document?: FoundDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/** The text of an Arazzo document. The same text of the same place is one value. */
export interface FoundDocument {
  readonly located: LocatedText;
  /** The path or URL that it was read from. */
  readonly location: string;
  /** How it was found; absent for the document that was asked for. */
  readonly found?: Found;
}

/**
 * Reads the text of a source description as what it is (clause B4). Documents that its references lead to are retrieved on the way.
 * @param uri The absolute URI that it is asked for by, where its own is to be held against that (clause A12).
 */
export async function readSource(
  source: SourceDescription,
  retrieved: Retrieved,
  context: ReadingContext,
  uri?: string,
): Promise<SourceResult> {
  const { location } = retrieved;
  const { texts, needed, id } = context;
  const { located, diagnostics: unreadable } = texts.read(retrieved);
  if (located === undefined) return { diagnostics: atMost(unreadable, context) };
  const mismatch = reportKind(source, located.value, context.place);
  // The document contradicts itself, whether a step uses the source or could not because of it.
  if (mismatch !== undefined) return { diagnostics: [mismatch] };
  const diagnostics = otherIdentity(source, selfOf(located, location), uri, context);
  if (kindOf(located.value) === 'arazzo')
    return { document: { located, location, found: { asked: location, foundBy: 'document' } }, diagnostics };
  const { reading, others, hash } = await readOnce(located, retrieved, context);
  // What lies beyond a source that no step uses is not looked at, so nothing can be said of it.
  const said = reading.diagnostics.filter(({ code }) => needed || code !== 'source/dangling-reference');
  const found = [...diagnostics, ...atMost(said, context)];
  if (reading.described === undefined) return { diagnostics: found };
  const { name, url } = source;
  return {
    source: {
      name,
      id,
      url,
      asked: location,
      location,
      foundBy: 'document',
      hash,
      located,
      others,
      ...reading.described,
    },
    diagnostics: found,
  };
}

/** A text that was read as a description of operations or channels. */
interface Described {
  readonly described?:
    | Pick<LoadedOpenApi, 'kind' | 'description'>
    | Pick<LoadedAsyncApi, 'kind' | 'description'>;
  readonly diagnostics: readonly Diagnostic[];
}

/** A description with what it refers to. */
interface DescriptionReading {
  readonly reading: Described;
  readonly others: OtherTexts;
  /** Of the text. */
  readonly hash: string;
}

/** By text, and by what is followed of it: documents may share a description, and one is often read again once it is repaired. */
const readings = new WeakMap<LocatedText, Map<string, Promise<DescriptionReading>>>();

function readOnce(
  located: LocatedText,
  retrieved: Retrieved,
  { texts, host, needed }: ReadingContext,
): Promise<DescriptionReading> {
  const known = readings.get(located) ?? new Map<string, Promise<DescriptionReading>>();
  readings.set(located, known);
  const key = `${needed} ${host}`;
  const found = known.get(key) ?? readWhole(located, retrieved, otherTexts({ texts, host }), needed);
  known.set(key, found);
  return found;
}

async function readWhole(
  located: LocatedText,
  { text, location }: Retrieved,
  others: OtherTexts,
  needed: boolean,
): Promise<DescriptionReading> {
  const options = { location, ...(needed ? { find: others.find } : {}) };
  const describe = kindOf(located.value) === 'asyncapi' ? describeChannels : describeOperations;
  let reading = describe(located, options);
  // Which operations there are is known only once the path items are, wherever they stand.
  while (await others.retrieve()) reading = describe(located, options);
  return { reading, others, hash: textHash(text) };
}

function describeOperations(...given: Parameters<typeof readDescription>): Described {
  const { description, diagnostics } = readDescription(...given);
  return description === undefined
    ? { diagnostics }
    : { described: { kind: 'openapi', description }, diagnostics };
}

function describeChannels(...given: Parameters<typeof readAsyncApi>): Described {
  const { description, diagnostics } = readAsyncApi(...given);
  return description === undefined
    ? { diagnostics }
    : { described: { kind: 'asyncapi', description }, diagnostics };
}

/** What a source cannot stop when no step uses it (clause B5). */
function atMost(diagnostics: readonly Diagnostic[], { needed }: ReadingContext): readonly Diagnostic[] {
  if (needed) return diagnostics;
  return diagnostics.map((each) => (stops(each) ? { ...each, severity: 'warning' } : each));
}

/** The finding when a text is not what the document declares it to be (clause B4). */
function reportKind(source: SourceDescription, value: unknown, place: Place): Diagnostic | undefined {
  const kind = kindOf(value);
  const declared = source.type;
  if (kind === undefined || kind === (declared ?? kind)) return undefined;
  const message = `Source "${source.name}" is declared as type ${declared}, but it is an ${titles[kind]} description.`;
  // Only where everything is found in it that the document uses does such a repair stay: else the url is wrong.
  const repair = respelling(place.pointer.replace(/[^/]*$/, 'type'), declared!, kind);
  const hint = `Write type: ${kind}, or correct the url.`;
  return diagnose('source/type-mismatch', message, { place, hint, repair });
}

const titles = { openapi: 'OpenAPI', arazzo: 'Arazzo', asyncapi: 'AsyncAPI' } as const;

function kindOf(value: unknown): keyof typeof titles | undefined {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, 'openapi') || Object.hasOwn(value, 'swagger')) return 'openapi';
  if (Object.hasOwn(value, 'arazzo')) return 'arazzo';
  return Object.hasOwn(value, 'asyncapi') ? 'asyncapi' : undefined;
}

/** The finding when what lies at a URI gives itself another one (clause A12); that a relative URL says nothing of it is only worth a note. */
function otherIdentity(
  source: SourceDescription,
  self: string | undefined,
  uri: string | undefined,
  { place }: ReadingContext,
): Diagnostic[] {
  if (self === undefined || uri === undefined || self === uri) return [];
  const message = `Source "${source.name}" is asked for as ${displayUrl(new URL(uri))}, and calls itself ${displayUrl(new URL(self))}.`;
  const hint = 'Refer to it by the URI that it gives itself, or correct its "$self".';
  const severity = URL.canParse(source.url) ? 'warning' : 'info';
  return [diagnose('source/other-identity', message, { place, hint, severity })];
}
