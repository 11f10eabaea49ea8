import { check as checkDocument } from '../check.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Mode } from '../diagnostics/mode.ts';
import { json } from '../report/json.ts';
import { countFindings, prettyDiagnostics } from '../report/pretty-diagnostics.ts';
import { sanitize } from '../report/sanitize.ts';
import { styleOf, tellFindings } from './console.ts';
import { readEnvironment } from './environment.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { documentPath, shownPath } from './paths.ts';
import { type SourceFlags, sourceOptions } from './source-flags.ts';

/** The arguments and flags of `heddle check`. */
export interface CheckFlags extends SourceFlags {
  readonly documents: readonly string[];
  readonly mode: Mode;
  readonly credentials?: string;
  readonly json?: boolean;
}

/** What `heddle check --json` prints. */
export interface CheckResult {
  /** `refused` when a finding of any document stops it from running. */
  readonly status: 'passed' | 'refused';
  readonly documents: readonly { readonly document: string; readonly diagnostics: readonly Diagnostic[] }[];
  /** Findings that belong to no document: about the flags. */
  readonly diagnostics: readonly Diagnostic[];
}

/** `heddle check`: tells every finding of each document. Sends nothing but requests for sources. Returns the exit code. */
export async function check(flags: CheckFlags, io: Io): Promise<number> {
  const { options, diagnostics: wrong } = sourceOptions(flags, io);
  const { env, diagnostics: unreadable } = readEnvironment(io, flags.credentials);
  const usage = [...wrong, ...unreadable];
  tellFindings(usage, io);
  const documents: CheckResult['documents'][number][] = [];
  for (const document of usage.some(stops) ? [] : flags.documents) {
    const { diagnostics, texts } = await checkDocument(documentPath(document, io), {
      mode: flags.mode,
      ...options,
      env,
    });
    documents.push({ document, diagnostics });
    if (flags.json !== true) io.stdout.write(report(document, diagnostics, texts, io));
  }
  const all = [...usage, ...documents.flatMap(({ diagnostics }) => diagnostics)];
  const status = all.some(stops) ? 'refused' : 'passed';
  const result: CheckResult = { status, documents, diagnostics: usage };
  if (flags.json === true) io.stdout.write(json(result));
  return status === 'passed' ? exitCodes.completed : exitCodes.refused;
}

function report(
  document: string,
  diagnostics: readonly Diagnostic[],
  texts: ReadonlyMap<string, string>,
  io: Io,
): string {
  const style = styleOf(io.stdout, io.env);
  const findings = prettyDiagnostics(diagnostics, {
    style,
    texts,
    shownFile: (file) => shownPath(file, io.cwd),
  });
  const isRefused = diagnostics.some(stops);
  const { colours } = style;
  const verdict = isRefused ? colours.red('✗ It would not run') : colours.green('✓ It can run');
  const count = diagnostics.length === 0 ? 'no findings' : countFindings(diagnostics);
  return `${findings}${findings === '' ? '' : '\n'}${colours.bold(sanitize(document))}: ${verdict}: ${count}.\n`;
}
