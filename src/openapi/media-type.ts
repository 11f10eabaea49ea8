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

/** Whether a media type is XML: `application/xml`, `text/xml` or any with the suffix `+xml`. */
export function isXml(mediaType: string): boolean {
  return /[/+]xml$/.test(essence(mediaType) ?? '');
}

/** The media type of form bodies. */
export const formMediaType = 'application/x-www-form-urlencoded';

/** The media type of form bodies with files. */
export const multipartMediaType = 'multipart/form-data';

/** Whether a media type has parts: form bodies with files, and any other multipart type. */
export function isMultipart(mediaType: string): boolean {
  return /^multipart\/[^*]+$/.test(essence(mediaType) ?? '');
}

/** Types outside `text/` whose content is text in UTF-8. */
const textual: readonly string[] = [
  'application/yaml',
  'application/x-ndjson',
  'application/jsonl',
  'application/graphql',
  'application/sql',
];

/** Whether a media type that is neither JSON, XML nor a form has text for its content. */
export function isPlainText(mediaType: string): boolean {
  const bare = essence(mediaType);
  return bare !== undefined && (bare.startsWith('text/') || bare.endsWith('+yaml') || textual.includes(bare));
}

/** Whether the content of a media type is bytes that are no text, in one part. */
export function isBinary(mediaType: string): boolean {
  const bare = essence(mediaType);
  if (bare === undefined || bare === formMediaType || isJson(bare) || isPlainText(bare)) return false;
  return !/^multipart\/|[/+]xml$|\*/.test(bare);
}

/** Whether what is written as UTF-8 may be sent under a media type: it names that charset, or none. */
export function isUtf8(mediaType: string): boolean {
  const charset = /;[ \t]*charset[ \t]*=[ \t]*"?([^";\s]*)/i.exec(mediaType)?.[1];
  return charset === undefined || charset.toLowerCase() === 'utf-8';
}
