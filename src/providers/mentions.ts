import type { SourceIdentity } from './profile.ts';

/**
 * Whether a source description looks like that of the provider with this name and domain (`stripe`, `stripe.com`): by a server under the domain,
 * by a word of its URL's host or path that starts with the name, or by its own name. Recognising too much is harmless: it only narrows
 * where credentials may go.
 */
export function mentions(source: SourceIdentity, name: string, domain: string): boolean {
  return (
    source.origins.some((origin) => isUnder(origin, domain)) ||
    source.name.toLowerCase().startsWith(name) ||
    words(withoutQuery(source.url)).some((word) => word.startsWith(name))
  );
}

/** Whether an origin's host is the domain or one below it. */
function isUnder(origin: string, domain: string): boolean {
  const host = URL.canParse(origin) ? new URL(origin).hostname : '';
  return host === domain || host.endsWith(`.${domain}`);
}

function withoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0]!;
}

function words(text: string): string[] {
  return text.toLowerCase().split(/[^a-z0-9]+/);
}
