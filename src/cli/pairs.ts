import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/**
 * Reads the `name=value` texts of a flag that may be repeated. What is wrong is a finding that does not repeat the text,
 * which may be a secret.
 */
export function readPairs(
  flag: string,
  texts: readonly string[] | undefined,
  example: string,
): { readonly pairs: ReadonlyMap<string, string>; readonly diagnostics: readonly Diagnostic[] } {
  const pairs = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const text of texts ?? []) {
    const equals = text.indexOf('=');
    const name = text.slice(0, Math.max(0, equals));
    if (name === '') {
      const hint = `For example: ${flag} ${example}.`;
      diagnostics.push(diagnose('usage/invalid', `${flag} takes a name, "=" and a value.`, { hint }));
    } else if (pairs.has(name)) {
      const hint = 'Give each name once.';
      diagnostics.push(diagnose('usage/invalid', `${flag} gives "${name}" twice.`, { hint }));
    } else {
      pairs.set(name, text.slice(equals + 1));
    }
  }
  return { pairs, diagnostics };
}
