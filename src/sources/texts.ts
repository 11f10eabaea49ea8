import { resolve } from 'node:path';
import { isObject } from '../text/json.ts';
import type { LocatedText } from '../text/located-text.ts';
import { type SourceLocation, urlOf } from './locate-source.ts';
import { readAnew, type Reading, type ReadTextAt } from './readings.ts';
import type { FetchText, ReadFile, TextResult } from './text-result.ts';

/** A text that was retrieved. */
export type Retrieved = Extract<TextResult, { readonly ok: true }>;

/**
 * The texts of one loading: each is retrieved once and read once, however many documents refer to it, and those that were read are found again
 * by every URI that they go by (clause A12).
 */
export interface Texts {
  /** @param allowInsecure Whether the user named the location, where plain http and private addresses are allowed. */
  retrieve(location: SourceLocation, allowInsecure: boolean): Promise<TextResult>;
  /** Reads a text; the same text of the same place is one value. Its `$self` names it from then on. */
  read(retrieved: Retrieved): Reading;
  /** Adds a text that was read before. */
  add(retrieved: Retrieved, located: LocatedText): void;
  /** The text that calls itself by an absolute URI. */
  named(uri: string): Retrieved | undefined;
}

/**
 * Begins without any text.
 * @param readTextAt Reads what was not read here before; several loads may share it.
 */
export function beginTexts(
  ports: { readonly fetchText: FetchText; readonly readFile: ReadFile },
  readTextAt: ReadTextAt = readAnew,
): Texts {
  const retrieved = new Map<string, Promise<TextResult>>();
  const readings = new Map<string, Reading>();
  const named = new Map<string, Retrieved>();

  const keep = (result: Retrieved, reading: Reading): Reading => {
    readings.set(keyOf(result), reading);
    const self = reading.located && selfOf(reading.located, result.location);
    const holder = self === undefined ? undefined : named.get(self);
    const isFree = holder === undefined || holder.location === result.location;
    if (self !== undefined && isFree && mayClaim(self, result.location)) named.set(self, result);
    return reading;
  };

  return {
    retrieve(location, allowInsecure) {
      const key = location.kind === 'file' ? location.path : `${allowInsecure} ${location.url}`;
      const result =
        retrieved.get(key) ??
        (location.kind === 'file'
          ? ports.readFile(location.path)
          : ports.fetchText(location.url, { allowInsecure }));
      retrieved.set(key, result);
      return result;
    },
    read(result) {
      const { text, location } = result;
      return readings.get(keyOf(result)) ?? keep(result, readTextAt(text, location));
    },
    add(result, located) {
      const { location } = result;
      const isUrl = /^https?:/i.test(location);
      for (const key of isUrl ? [true, false].map((given) => `${given} ${location}`) : [resolve(location)])
        retrieved.set(key, Promise.resolve(result));
      keep(result, { located, diagnostics: [] });
    },
    named: (uri) => named.get(uri),
  };
}

function keyOf({ location, text }: Retrieved): string {
  return `${urlOf(location)} ${text}`;
}

/** The absolute `$self` of an Arazzo document or an OpenAPI description of 3.2 (clauses A10, 4.2). */
export function selfOf({ value }: LocatedText, location: string): string | undefined {
  if (!isObject(value) || !['arazzo', 'openapi'].some((name) => Object.hasOwn(value, name))) return undefined;
  const self = value['$self'];
  const base = urlOf(location);
  return typeof self === 'string' && !self.includes('#') && URL.canParse(self, base)
    ? new URL(self, base).href
    : undefined;
}

/**
 * Whether a text may take the place of what lies at a URI. One from the network speaks for its own origin alone (clause M): otherwise it could
 * put itself in the place of another API, and receive its credentials.
 */
function mayClaim(uri: string, location: string): boolean {
  const { protocol, origin } = new URL(urlOf(location));
  return protocol === 'file:' || (origin !== 'null' && new URL(uri).origin === origin);
}
