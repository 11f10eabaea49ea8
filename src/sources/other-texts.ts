import { stops } from '../diagnostics/diagnostic.ts';
import type { FindText, RetrievedText } from '../openapi/openapi-document.ts';
import type { LocatedText } from '../text/located-text.ts';
import { locateSource, mayBeNamed, type SourceLocation, textOf } from './locate-source.ts';
import { maxTextBytes } from './text-result.ts';
import type { Retrieved, Texts } from './texts.ts';

/** Beyond this many documents, or characters of them all, a description is not followed further. */
const most = { documents: 256, characters: 4 * maxTextBytes } as const;

/** How many documents are retrieved at the same time. */
const atOnce = 8;

/** The texts that the references of one source lead to (clause 4.2). Only those that somebody asks for are retrieved. */
export interface OtherTexts {
  /** The text at a URI, when it has been retrieved; else it is taken note of. */
  readonly find: FindText;
  /** Retrieves everything noted since the last time; false when there was nothing. */
  retrieve(): Promise<boolean>;
  /** Those that could be read, so far. */
  found(): readonly OtherText[];
}

/** A text that a reference led to. */
export interface OtherText {
  /** The absolute path, or the URL, that was asked for; the text tells where it was in the end. */
  readonly asked: string;
  readonly located: LocatedText;
}

/** How other texts are retrieved: with the same policy and limits as sources, judged by the document that refers to them. */
export interface OtherTextsOptions {
  readonly texts: Texts;
  /** The host that the user named with `--source`, where plain http and private addresses are allowed. */
  readonly host?: string | undefined;
}

/** Begins with no texts at all. */
export function otherTexts(options: OtherTextsOptions): OtherTexts {
  const retrieved = new Map<string, RetrievedText>();
  const noted = new Map<string, SourceLocation>();
  const found: OtherText[] = [];
  let characters = 0;

  const find: FindText = (uri, from) => {
    const location = locateSource(uri, from);
    const known = retrieved.get(uri);
    if (known !== undefined) return known;
    const named = mayBeNamed(location) ? options.texts.named(uri) : undefined;
    if (named !== undefined) return read(named, options);
    if ('ok' in location) return { unavailable: location.message };
    if (retrieved.size + noted.size >= most.documents)
      return { unavailable: `The description is spread over more than ${most.documents} documents.` };
    if (characters > most.characters)
      return {
        unavailable: `The documents of the description have more than ${most.characters} characters.`,
      };
    noted.set(uri, location);
    return undefined;
  };

  const retrieve = async (): Promise<boolean> => {
    const wanted = [...noted];
    noted.clear();
    for (let first = 0; first < wanted.length; first += atOnce) {
      const texts = await Promise.all(
        wanted
          .slice(first, first + atOnce)
          .map(async ([uri, location]) => [uri, location, await obtain(location, options)] as const),
      );
      for (const [uri, location, text] of texts) {
        retrieved.set(uri, text);
        if (!('located' in text)) continue;
        characters += text.located.text.length;
        found.push({ asked: textOf(location), located: text.located });
      }
    }
    return wanted.length > 0;
  };

  return { find, retrieve, found: () => [...found] };
}

async function obtain(location: SourceLocation, options: OtherTextsOptions): Promise<RetrievedText> {
  const allowInsecure = location.kind === 'url' && new URL(location.url).host === options.host;
  const result = await options.texts.retrieve(location, allowInsecure);
  return result.ok ? read(result, options) : { unavailable: result.message };
}

function read(result: Retrieved, { texts }: OtherTextsOptions): RetrievedText {
  const { located, diagnostics } = texts.read(result);
  if (located !== undefined) return { located, location: result.location };
  return { unavailable: diagnostics.find(stops)?.message ?? 'It is neither YAML nor JSON.' };
}
