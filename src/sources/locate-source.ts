import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isLoopbackHost } from './public-address.ts';
import type { TextResult } from './text-result.ts';

/** Where a source is to be read from. */
export type SourceLocation =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string };

/** A location as one text: an absolute path, or a URL. */
export function textOf(location: SourceLocation): string {
  return location.kind === 'file' ? location.path : location.url;
}

/** A location from what {@link textOf} makes of one. */
export function locationFrom(text: string): SourceLocation {
  return isUrl(text) ? { kind: 'url', url: text } : { kind: 'file', path: text };
}

/** Why a location is refused before anything is read. */
export type Refusal = Extract<TextResult, { readonly ok: false }>;

/**
 * Where the URL of a source description leads, resolved against the path or URL of its document (clause A11). A document from
 * the network is a stranger: it may name neither files nor services of this machine.
 * @param self The document's own URI, which is the base in the place of where it was found, yet makes nobody less of a stranger (A10).
 */
export function locateSource(url: string, base: string, self?: string): SourceLocation | Refusal {
  const baseUrl = new URL(urlOf(base));
  const uri = absoluteUri(url, base, self);
  if (uri === undefined) {
    return refuse(
      'invalid-url',
      self === undefined ? 'It is not a URL.' : 'It is relative, and "$self" is no base for it.',
    );
  }
  const target = new URL(uri);
  const stranger = baseUrl.protocol !== 'file:' && !isLoopbackHost(baseUrl.hostname);
  if (target.protocol === 'http:' || target.protocol === 'https:') {
    if (stranger && isLoopbackHost(target.hostname)) {
      return refuse('private-address', 'A document from the network may not name services of this machine.');
    }
    return { kind: 'url', url: target.href };
  }
  if (target.protocol !== 'file:')
    return refuse('invalid-url', `The scheme "${target.protocol}" is not supported.`);
  if (baseUrl.protocol !== 'file:') {
    return refuse('local-file', 'A document from the network may not name files of this machine.');
  }
  try {
    return { kind: 'file', path: fileURLToPath(target) };
  } catch {
    return refuse('invalid-url', 'It does not name a file of this machine.');
  }
}

/** The absolute URI that the URL of a source description stands for, by which a text may be known (clauses A10, A12); undefined when there is none. */
export function absoluteUri(url: string, base: string, self?: string): string | undefined {
  const baseUrl = urlOf(base);
  const root = self !== undefined && URL.canParse(self, baseUrl) ? new URL(self, baseUrl) : baseUrl;
  return URL.canParse(url, root) ? new URL(url, root).href : undefined;
}

/**
 * Whether a text that was read already may be what is meant, by the URI that it gives itself (clause A12): also where nothing could be retrieved,
 * such as a URN, but not what a document from the network may not name (A11).
 */
export function mayBeNamed(location: SourceLocation | Refusal): boolean {
  return !('ok' in location) || location.reason === 'invalid-url';
}

/** Where the user says that a source is: a path from the working directory, or a URL. */
export function locateOverride(given: string): SourceLocation | Refusal {
  if (!isUrl(given)) return { kind: 'file', path: resolve(given) };
  return locateSource(given, resolve('.'));
}

/** A path or URL as a URL. */
export function urlOf(location: string): string {
  return isUrl(location) ? location : pathToFileURL(resolve(location)).href;
}

/** Whether a text is an absolute URL with an authority, or a `file:` URL; a Windows path such as `C:\x` is none. */
export function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text) && URL.canParse(text);
}

function refuse(reason: Refusal['reason'], message: string): Refusal {
  return { ok: false, reason, message };
}
