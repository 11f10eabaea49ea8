/** A URL as it may be shown and stored: without user info, query and fragment, which can carry secrets. */
export function displayUrl(url: URL): string {
  return url.protocol === 'http:' || url.protocol === 'https:'
    ? `${url.origin}${url.pathname}`
    : `${url.protocol}${url.pathname}`;
}
