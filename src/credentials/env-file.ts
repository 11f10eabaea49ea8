import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/**
 * Reads the text of a `--credentials` file: a `NAME=value` a line, with an optional `export`, comments from `#` (after a space, outside quotes),
 * and values in `'` (literal) or `"` (`\n`, `\"`, `\\`). The last of a name wins. Anything else is a finding with its line, never its content.
 * Node's own `parseEnv` is not used: it joins a line without `=` to the next one, which would lose a credential in silence.
 */
export function parseEnvFile(
  text: string,
  file: string,
): { readonly values: Readonly<Record<string, string>>; readonly diagnostics: readonly Diagnostic[] } {
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  const diagnostics: Diagnostic[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const entry = /^(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(trimmed);
    const value = entry === null ? undefined : unquote(entry[2]!.trim());
    if (entry === null || value === undefined) {
      const number = index + 1;
      diagnostics.push(
        diagnose('usage/invalid', `Line ${number} of ${file} is not NAME=value.`, {
          hint: 'Write one NAME=value a line; a quoted value ends on its line.',
          place: { file, line: number, column: 1, pointer: '' },
        }),
      );
    } else {
      values[entry[1]!] = value;
    }
  }
  return { values, diagnostics };
}

function unquote(value: string): string | undefined {
  const quoted = /^(?:'([^']*)'|"((?:[^"\\]|\\.)*)")\s*(?:#.*)?$/.exec(value);
  if (quoted !== null) {
    return (
      quoted[1] ?? quoted[2]!.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
    );
  }
  if (/^['"]/.test(value)) return undefined;
  return value.replace(/(?:^|\s)#.*$/, '').trimEnd();
}
