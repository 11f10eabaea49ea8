/** Whether a name of a pointer holds percent-encoding, as the fragments of URIs do and pointers of expressions do not (clause K4). */
export function isPercentEncoded(name: string): boolean {
  return decodedName(name) !== undefined;
}

/** A name without its percent-encoding; undefined where it has none that can be decoded. */
export function decodedName(name: string): string | undefined {
  if (!/%[0-9A-Fa-f]{2}/.test(name)) return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
