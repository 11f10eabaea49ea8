/** Versions that are read by the rules of a newer one of the same language (clause J2). */
const olderVersions = ['xpath-20', 'xpath-30'];

/** The version, when it is read by the rules of a newer one: XPath 3.1 reads what 2.0 and 3.0 are, and where they differ it is by its rules. */
export function olderVersion(version: unknown): string | undefined {
  return olderVersions.find((each) => each === version);
}

/** What is said of a version that {@link olderVersion} gives. @param part What is written in it: `condition`, `selector`, `target`. */
export function readAsNewer(
  version: string,
  part: string,
): { readonly message: string; readonly hint: string } {
  return {
    message: `The version "${version}" is read by the rules of XPath 3.1.`,
    hint: `Nothing is to be done, unless the ${part} depends on where the two differ.`,
  };
}
