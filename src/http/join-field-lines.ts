/**
 * Header fields with one value each, by name in lower case: several lines of a name are joined with a comma (RFC 9110, 5.3), but for `Set-Cookie`, whose
 * values hold commas, of which the first is taken (clause K5). The given record is changed: a run makes one for every answer.
 */
export function joinFieldLines(
  fields: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const headers = fields as Record<string, string>;
  for (const name of Object.keys(fields)) {
    const lines = fields[name];
    if (Array.isArray(lines)) headers[name] = name === 'set-cookie' ? lines[0]! : lines.join(', ');
  }
  return headers;
}
