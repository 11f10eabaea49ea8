const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const shape = new RegExp(`^(${token}/${token})[ \\t]*(;[\\t\\x20-\\x7e]*)?$`);

/** The type and subtype of a media type or range, lower case and without parameters; undefined when the text is none. */
export function essence(mediaType: string): string | undefined {
  return shape.exec(mediaType.trim())?.[1]?.toLowerCase();
}

/** Whether a media type is JSON: `application/json` or any with the suffix `+json`. */
export function isJson(mediaType: string): boolean {
  const bare = essence(mediaType);
  return bare === 'application/json' || bare?.endsWith('+json') === true;
}

/** The media type of form bodies. */
export const formMediaType = 'application/x-www-form-urlencoded';

/** Whether what is written as UTF-8 may be sent under a media type: it names that charset, or none. */
export function isUtf8(mediaType: string): boolean {
  const charset = /;[ \t]*charset[ \t]*=[ \t]*"?([^";\s]*)/i.exec(mediaType)?.[1];
  return charset === undefined || charset.toLowerCase() === 'utf-8';
}
