import { pathToFileURL } from 'node:url';
import { isObject } from '../text/json.ts';
import type { LocatedText } from '../text/located-text.ts';

/** Which rules of reading apply. 3.2, and any newer 3.x, is read by the rules of 3.1, which it extends. */
export type Rules = '2.0' | '3.0' | '3.1';

/** One document of a description: the one it begins with, or one that a reference leads to (clause 4.2). */
export interface OpenApiDocument {
  readonly located: LocatedText;
  /** Where it was retrieved from: a URL or a path. */
  readonly location: string;
  /** The absolute URI that its references resolve against: its `$self` (3.2), else where it was retrieved from. */
  readonly base: string;
  /** Its own version decides, and that of the first document for one that states none. */
  readonly rules: Rules;
  readonly others: OtherDocuments;
}

/** A text that was retrieved for a reference, or a sentence that says why it cannot be had. */
export type RetrievedText =
  | { readonly located: LocatedText; readonly location: string }
  | { readonly unavailable: string };

/**
 * Gives the text at an absolute URI without fragment that a document retrieved from `from` refers to. Undefined when it has not been retrieved:
 * whoever reads takes note of it, retrieves it and reads again, since reading itself waits for nothing.
 */
export type FindText = (uri: string, from: string) => RetrievedText | undefined;

/** The documents that one description is spread over. */
export interface OtherDocuments {
  readonly find: FindText;
  /** Those met so far, by every URI they go by; a document is one value however often references lead to it. */
  readonly met: Map<string, OpenApiDocument>;
}

/** The document that a description begins with. */
export function firstDocument(
  located: LocatedText,
  rules: Rules,
  options: { readonly location: string; readonly find?: FindText | undefined },
): OpenApiDocument {
  const { location, find = () => undefined } = options;
  return join({ located, location }, rules, { find, met: new Map() });
}

/** The document at an absolute URI without fragment, as another one refers to it; else why it cannot be had. */
export function otherDocument(
  from: OpenApiDocument,
  uri: string,
): OpenApiDocument | { readonly unavailable: string } {
  const met = from.others.met.get(uri);
  if (met !== undefined) return met;
  const found = from.others.find(uri, from.location) ?? { unavailable: 'It has not been retrieved.' };
  if ('unavailable' in found) return found;
  const document = join(found, rulesOf(found.located.value) ?? from.rules, from.others);
  from.others.met.set(uri, document);
  return document;
}

/** The rules that an OpenAPI description declares for itself; undefined for any other value. */
export function rulesOf(value: unknown): Rules | undefined {
  if (!isObject(value)) return undefined;
  if (value['swagger'] === '2.0') return '2.0';
  const version = value['openapi'];
  if (typeof version !== 'string' || !/^3\.\d/.test(version)) return undefined;
  return /^3\.0(?!\d)/.test(version) ? '3.0' : '3.1';
}

/** Whether a version has what came with 3.2. */
export function isNewerThan31(version: string): boolean {
  return !/^(?:2\.0|3\.[01])(?!\d)/.test(version);
}

function join(
  { located, location }: { readonly located: LocatedText; readonly location: string },
  rules: Rules,
  others: OtherDocuments,
): OpenApiDocument {
  const retrieval = /^[a-z][a-z0-9+.-]+:\/\//i.test(location) ? location : pathToFileURL(location).href;
  const self = isObject(located.value) && rules === '3.1' ? located.value['$self'] : undefined;
  const base =
    typeof self === 'string' && URL.canParse(self, retrieval) ? new URL(self, retrieval).href : retrieval;
  const document: OpenApiDocument = { located, location, base, rules, others };
  for (const uri of [retrieval, base]) if (!others.met.has(uri)) others.met.set(uri, document);
  return document;
}
