/** A URI fragment, percent-decoded; as it is when it is not encoded properly. */
export function decodeFragment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
