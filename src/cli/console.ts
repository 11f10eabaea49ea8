import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { prettyDiagnostics } from '../report/pretty-diagnostics.ts';
import { makeStyle, type Style } from '../report/style.ts';
import type { Io, Output } from './io.ts';
import { shownPath } from './paths.ts';

/** The style that suits an output: colours and wrapping on terminals; `NO_COLOR` and `FORCE_COLOR` are honoured. */
export function styleOf(output: Output, env: Io['env'], verbose = false): Style {
  const isTerminal = output.isTTY === true;
  return makeStyle({
    coloured: wantsColour(isTerminal, env),
    // A terminal that does not know its width says 0.
    width: isTerminal ? Math.max(40, output.columns || 80) : undefined,
    verbose,
  });
}

/** Writes findings to stderr, a blank line after them unless nothing follows. */
export function tellFindings(
  diagnostics: readonly Diagnostic[],
  io: Io,
  texts: ReadonlyMap<string, string> = new Map(),
  isLast = false,
): void {
  if (diagnostics.length === 0) return;
  const shownFile = (file: string): string => shownPath(file, io.cwd);
  io.stderr.write(
    `${prettyDiagnostics(diagnostics, { style: styleOf(io.stderr, io.env), texts, shownFile })}${isLast ? '' : '\n'}`,
  );
}

function wantsColour(isTerminal: boolean, env: Io['env']): boolean {
  // no-color.org: any value but the empty one.
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}
