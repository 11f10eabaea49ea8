import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { refusedJson } from '../report/refused-json.ts';
import { tellFindings } from './console.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';

/**
 * Tells why a command does nothing: to people on stderr, with `--json` on stdout as well (docs/diagnostics.md).
 * @param texts What was read, by the file of a place: for code frames.
 * @returns The exit code.
 */
export function refuse(
  diagnostics: readonly Diagnostic[],
  { json }: { readonly json?: boolean | undefined },
  io: Io,
  texts?: ReadonlyMap<string, string>,
): number {
  tellFindings(diagnostics, io, texts, true);
  if (json === true) io.stdout.write(refusedJson(diagnostics));
  return exitCodes.refused;
}
