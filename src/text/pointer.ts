import { isObject } from './json.ts';

/** The reference tokens of an RFC 6901 JSON Pointer, decoded; undefined when the text is not one. */
export function parsePointer(text: string): string[] | undefined {
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined;
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** An RFC 6901 JSON Pointer from its decoded reference tokens. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${escapeToken(String(token))}`).join('');
}

/** One reference token, encoded. */
export function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * The value at a pointer within a JSON value, or undefined when there is none.
 * Own properties only; an array index has no leading zeros (RFC 6901, section 4).
 */
export function valueAt(value: unknown, tokens: readonly string[]): unknown {
  let at: unknown = value;
  for (const token of tokens) {
    if (Array.isArray(at)) {
      if (!/^(0|[1-9][0-9]*)$/.test(token)) return undefined;
      at = at[Number(token)];
    } else if (isObject(at)) {
      if (!Object.hasOwn(at, token)) return undefined;
      at = at[token];
    } else {
      return undefined;
    }
  }
  return at;
}
