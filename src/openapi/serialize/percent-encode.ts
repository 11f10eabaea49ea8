/**
 * Percent-encodes, as UTF-8, everything outside RFC 3986's unreserved characters. Half of a surrogate pair, which has no UTF-8, becomes
 * U+FFFD; values are refused for it before they come here, so that this concerns names only.
 */
export function percentEncode(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, triple);
}

const kept = {
  path: /(%[0-9A-Fa-f]{2}|[:@!$&'()*+,;=])/,
  query: /(%[0-9A-Fa-f]{2}|[:/?@!$'()*,;])/,
  cookie: /(%[0-9A-Fa-f]{2}|[:/?#[\]@!$&'()*+=])/,
};

/**
 * Percent-encodes as `allowReserved` asks (RFC 6570, section 3.2.3): reserved characters and existing triples pass, except
 * those that would end the value where it stands (OpenAPI 3.1.1, section 4.8.12.2): `&`, `=` and `+` separate query pairs and form
 * fields, `#` `?` `/` end a path segment, brackets name deep objects, `;` ends a cookie, which has no `,` either (RFC 6265, section 4.1.1).
 */
export function percentEncodeReserved(text: string, where: 'path' | 'query' | 'cookie'): string {
  return text
    .split(kept[where])
    .map((part, index) => (index % 2 === 1 ? part : percentEncode(part)))
    .join('');
}

function triple(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
