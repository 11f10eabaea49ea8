/** Header fields that OpenAPI does not let a description declare, and documents pass all the same (clause F7). */
const undeclarable = new Set(['accept', 'content-type', 'authorization']);

/** Header fields that frame a message or say whom it is for: what they carry is the transport's to decide (RFC 9110, 7.6.1). */
const framing = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whether a name is that of a header field (RFC 9110, 5.1) that a document may set. */
export function isSettable(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !framing.has(name.toLowerCase());
}

/** Whether a declared name and a given one are the same: names of header fields do not differ by case (clause F1). */
export function isSameName(declared: string, given: string, location: string): boolean {
  return location === 'header' ? declared.toLowerCase() === given.toLowerCase() : declared === given;
}

/** Whether a header field is passed although no description can declare it. */
export function isUndeclarable(location: string, name: string): boolean {
  return location === 'header' && undeclarable.has(name.toLowerCase());
}
