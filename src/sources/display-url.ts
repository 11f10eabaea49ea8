/** A URL as it may be shown and stored: without user info, query and fragment, which can carry secrets. */
export function displayUrl(url: URL): string {
  return url.protocol === 'http:' || url.protocol === 'https:'
    ? `${url.origin}${url.pathname}`
    : `${url.protocol}${url.pathname}`;
}

/** What a person gave as a path or a URL, as it may be shown. */
export function displayLocation(location: string): string {
  const [scheme] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(location) ?? [];
  if (scheme === undefined) return location;
  if (!URL.canParse(location)) return `${scheme}…`;
  const { protocol, host, pathname } = new URL(location);
  return `${protocol}//${host}${pathname}`;
}
