/**
 * A name that somebody else wrote, for people: whole, or how long it is where it is too long to be one. It is never cut: a part of a secret is not known for
 * one when texts are masked.
 * @param most Characters.
 */
export function wholeOrLength(name: string, most = 100): string {
  return name.length <= most ? name : `(${name.length} characters)`;
}
