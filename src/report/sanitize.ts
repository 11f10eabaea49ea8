/**
 * A text of strangers as one line that cannot steer a terminal: control characters, line ends, and the marks that reverse or hide text are
 * shown as escapes (`\n`, `\u001b`).
 */
export function sanitize(text: string): string {
  return text.replace(steering, escape);
}

/** The lines of a text, each made harmless by {@link sanitize}. */
export function sanitizeLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).map(sanitize);
}

/** JSON whose strings hold the same characters as escapes: the same value, and harmless to print. */
export function sanitizeJson(json: string): string {
  return json.replace(steering, (character) => (character === '\n' ? character : unicodeEscape(character)));
}

/** C0, DEL, C1, line and paragraph separators, direction marks and overrides, invisible spaces, the byte order mark. */
const steering =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function escape(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  return unicodeEscape(character);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
