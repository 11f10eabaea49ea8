import { check as checkDocument } from '../check.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Mode } from '../diagnostics/mode.ts';
import type { AppliedRepair } from '../diagnostics/repair.ts';
import { json } from '../report/json.ts';
import { countFindings, prettyDiagnostics } from '../report/pretty-diagnostics.ts';
import { prettyRepairs } from '../report/pretty-repairs.ts';
import { sanitize } from '../report/sanitize.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { styleOf, tellFindings } from './console.ts';
import { readEnvironment } from './environment.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { documentPath, shownPath } from './paths.ts';
import { type SourceFlags, sourceOptions } from './source-flags.ts';
import { writeRepaired } from './write-repaired.ts';

/** The arguments and flags of `heddle check`. */
export interface CheckFlags extends SourceFlags {
  readonly documents: readonly string[];
  readonly mode: Mode;
  readonly credentials?: string;
  readonly json?: boolean;
  /** Repair the files. */
  readonly fix?: boolean;
  /** With `fix`: show what would change, and change nothing. */
  readonly dryRun?: boolean;
}

/** What `heddle check --json` prints. */
export interface CheckResult {
  /** `refused` when a finding of any document stops it from running. */
  readonly status: 'passed' | 'refused';
  readonly documents: readonly CheckedDocument[];
  /** Findings that belong to no document: about the flags. */
  readonly diagnostics: readonly Diagnostic[];
}

/** One document of a {@link CheckResult}. */
export interface CheckedDocument {
  readonly document: string;
  /** With `--fix`, what is left for a person. */
  readonly diagnostics: readonly Diagnostic[];
  /** With `--fix`: the repairs that were made, or would be. Without it, those that a lock has accepted, when there are any. */
  readonly repairs?: readonly AppliedRepair[];
  /** With `--fix`: what changes, in unified format; empty when nothing does. */
  readonly diff?: string;
}

/** `heddle check`: tells every finding of each document, and repairs what it can with `--fix`. Sends nothing but requests for sources. Returns the exit code. */
export async function check(flags: CheckFlags, io: Io): Promise<number> {
  const { options, diagnostics: wrong } = sourceOptions(flags, io);
  const { env, diagnostics: unreadable } = readEnvironment(io, flags.credentials);
  const aimless =
    flags.dryRun === true && flags.fix !== true
      ? [diagnose('usage/invalid', '--dry-run is about --fix.', { hint: 'Add --fix.' })]
      : [];
  const usage = [...wrong, ...unreadable, ...aimless];
  tellFindings(usage, io);
  const documents: CheckedDocument[] = [];
  for (const document of usage.some(stops) ? [] : flags.documents) {
    const path = documentPath(document, io);
    const checked = await checkDocument(path, {
      mode: flags.mode,
      ...options,
      env,
      repair: flags.fix === true,
    });
    const { repairs, texts } = checked;
    // Without --fix, what is repaired was accepted in a lock, and is not for the file.
    const repaired = flags.fix === true ? checked.repaired : undefined;
    const unwritten =
      repaired === undefined || flags.dryRun === true ? undefined : writeRepaired(path, repaired);
    const diagnostics = [...checked.diagnostics, ...(unwritten === undefined ? [] : [unwritten])];
    const diff = repaired && unifiedDiff(repaired.before, repaired.after, shownPath(path, io.cwd));
    const fixed = flags.fix === true ? { repairs, diff: diff ?? '' } : repairs.length > 0 ? { repairs } : {};
    documents.push({ document, diagnostics, ...fixed });
    if (flags.json === true) continue;
    const isWritten = repaired !== undefined && flags.dryRun !== true && unwritten === undefined;
    if (!isWritten)
      io.stdout.write(diff === undefined ? '' : `${diff.split('\n').map(sanitize).join('\n')}\n`);
    io.stdout.write(report({ document, diagnostics, ...fixed }, isWritten, texts, io));
  }
  const all = [...usage, ...documents.flatMap(({ diagnostics }) => diagnostics)];
  const status = all.some(stops) ? 'refused' : 'passed';
  const result: CheckResult = { status, documents, diagnostics: usage };
  if (flags.json === true) io.stdout.write(json(result));
  return status === 'passed' ? exitCodes.completed : exitCodes.refused;
}

function report(
  { document, diagnostics, repairs, diff }: CheckedDocument,
  isWritten: boolean,
  texts: ReadonlyMap<string, string>,
  io: Io,
): string {
  const style = styleOf(io.stdout, io.env);
  const shownFile = (file: string): string => shownPath(file, io.cwd);
  const isFix = diff !== undefined;
  const word = isWritten ? 'repaired' : isFix ? 'repair' : 'accepted';
  const made = prettyRepairs(repairs ?? [], { style, shownFile, word });
  const findings = prettyDiagnostics(diagnostics, { style, texts, shownFile });
  const isRefused = diagnostics.some(stops);
  const { colours } = style;
  const verdict = isRefused ? colours.red('✗ It would not run') : colours.green('✓ It can run');
  const count = diagnostics.length === 0 ? 'no findings' : countFindings(diagnostics);
  const parts = [made, findings].filter((part) => part !== '').map((part) => `${part}\n`);
  const left = !isFix || diagnostics.length === 0 ? '' : ' left for you';
  const fixed = !isFix || repairs === undefined ? '' : ` ${countRepairs(repairs.length, isWritten)}`;
  return `${parts.join('')}${colours.bold(sanitize(document))}:${fixed} ${verdict}: ${count}${left}.\n`;
}

function countRepairs(count: number, isWritten: boolean): string {
  if (count === 0) return 'nothing to repair.';
  const repairs = count === 1 ? '1 repair' : `${count} repairs`;
  return isWritten ? `${repairs} made.` : `${repairs} possible.`;
}
