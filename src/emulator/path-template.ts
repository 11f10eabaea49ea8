/**
 * Matches a percent-encoded path against a template: `{name}` stands for one segment, a `*` at the end for anything.
 * Returns the decoded segments by position, or undefined.
 */
export function matchPath(template: string, path: string): readonly string[] | undefined {
  const open = template.endsWith('*');
  const wanted = (open ? template.slice(0, -1) : template).split('/');
  const found = path.split('/');
  if (open ? found.length < wanted.length : found.length !== wanted.length) return undefined;
  const values: string[] = [];
  for (const [i, part] of wanted.entries()) {
    const segment = found[i] ?? '';
    if (part.startsWith('{') && part.endsWith('}')) values.push(decodeSegment(segment));
    else if (open && i === wanted.length - 1 ? !segment.startsWith(part) : part !== segment) return undefined;
  }
  return values;
}

/** A segment that is not valid percent-encoding names nothing we hold; it is compared as it stands. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
