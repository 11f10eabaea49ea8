const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // An XML reader makes spaces of these within attributes, and one line end of another.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** A text as it stands within an element or an attribute of XML. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\t\n\r]/g, (character) => entities[character]!);
}

/** Characters that no XML can hold, not even escaped (XML 1.0, section 2.2); half of a surrogate pair among them. */
const impossible = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Whether XML can hold all characters of a text. */
export function isXmlText(text: string): boolean {
  return !impossible.test(text);
}
