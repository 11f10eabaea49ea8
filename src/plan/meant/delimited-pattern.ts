/**
 * What a pattern means that stands between slashes, as programs write it: `/^[a-z]+$/i` is `(?i)^[a-z]+$`. Only where it is sure that it is meant so: a
 * pattern in which something has to stand before the beginning or after the end matches nothing. Undefined for any other.
 */
export function delimitedPattern(text: string): string | undefined {
  const [, inner, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  if (inner === undefined || flags === undefined || !/^[gimsuy]*$/.test(flags)) return undefined;
  const ends = /(?:^|[^\\])(?:\\\\)*\$$/.test(inner);
  if (!inner.startsWith('^') && !ends) return undefined;
  // What is about several matches, or about characters, says nothing of whether there is one.
  const kept = [...new Set(flags)].filter((flag) => 'ims'.includes(flag)).join('');
  return kept === '' ? inner : `(?${kept})${inner}`;
}
