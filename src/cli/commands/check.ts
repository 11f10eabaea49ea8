import { check as checkDocument } from '../../check.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../../diagnostics/diagnostic.ts';
import type { Mode } from '../../diagnostics/mode.ts';
import { unifiedDiff } from '../../report/unified-diff.ts';
import { fetchedOnce, sharedReadings } from '../../sources/readings.ts';
import { type CheckOutput, jsonOutput, prettyOutput, sarifOutput } from '../check-output.ts';
import { tellFindings } from '../console.ts';
import { readEnvironment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { documentPath, pathOrUrl, shownPath } from '../paths.ts';
import { type SourceFlags, sourceOptions } from '../source-flags.ts';
import { readStdin } from '../read-stdin.ts';
import { writeOutput } from '../write-output.ts';
import { writeRepaired } from '../write-repaired.ts';

/** The arguments and flags of `heddle check`. */
export interface CheckFlags extends SourceFlags {
  readonly documents: readonly string[];
  readonly mode: Mode;
  readonly credentials?: string;
  readonly json?: boolean;
  /** Print one log of SARIF 2.1.0 for all documents; not with `fix`, since its places are in the files as they are. */
  readonly sarif?: boolean;
  /** Repair the files. */
  readonly fix?: boolean;
  /** With `fix`: show what would change, and change nothing. */
  readonly dryRun?: boolean;
  /** With `fix`, where the repaired document goes instead of its file: a path, or `-` for standard output, with all that is told on standard error. */
  readonly output?: string;
}

/** `heddle check`: tells every finding of each document, and repairs what it can with `--fix`. Sends nothing but requests for sources. Returns the exit code. */
export async function check(flags: CheckFlags, io: Io): Promise<number> {
  const { options, diagnostics: wrong } = sourceOptions(flags, io);
  const { env, diagnostics: unreadable } = readEnvironment(io, flags.credentials);
  const usage = [...wrong, ...unreadable, ...wrongUse(flags)];
  tellFindings(usage, io);
  const told = flags.output === '-' ? { ...io, stdout: io.stderr } : io;
  const output: CheckOutput =
    flags.sarif === true ? sarifOutput(io) : flags.json === true ? jsonOutput(told) : prettyOutput(told);
  let isRefused = usage.some(stops);
  // Documents share descriptions: each is fetched and read once, as long as it is kept.
  const shared = {
    readTextAt: sharedReadings(),
    ...(options.fetchText === undefined ? {} : { fetchText: fetchedOnce(options.fetchText) }),
  };
  for (const document of isRefused ? [] : flags.documents) {
    const isStdin = document === '-';
    const path = isStdin ? pathOrUrl('stdin', io) : documentPath(document, io);
    const checked = await checkDocument(path, {
      mode: flags.mode,
      ...(isStdin ? { text: await readStdin(io) } : {}),
      ...options,
      ...shared,
      env,
      repair: flags.fix === true,
    });
    const { repairs, texts } = checked;
    // Without --fix, what is repaired was accepted in a lock, and is not for the file.
    const repaired = flags.fix === true ? checked.repaired : undefined;
    const unwritten =
      flags.output !== undefined
        ? writeOutput(flags.output, repaired?.after ?? texts.get(path), io)
        : repaired === undefined || flags.dryRun === true
          ? undefined
          : writeRepaired(path, repaired);
    const diagnostics = [...checked.diagnostics, ...(unwritten === undefined ? [] : [unwritten])];
    const diff = repaired && unifiedDiff(repaired.before, repaired.after, shownPath(path, io.cwd));
    const fixed = flags.fix === true ? { repairs, diff: diff ?? '' } : repairs.length > 0 ? { repairs } : {};
    const isWritten = repaired !== undefined && flags.dryRun !== true && unwritten === undefined;
    output.document({ document, diagnostics, ...fixed }, { path, isWritten, texts });
    isRefused ||= diagnostics.some(stops);
  }
  output.end(isRefused ? 'refused' : 'passed', usage);
  return isRefused ? exitCodes.refused : exitCodes.completed;
}

/** What is wrong with the flags together. */
function wrongUse({ documents, fix = false, dryRun = false, output }: CheckFlags): readonly Diagnostic[] {
  const wrong = (message: string, hint: string): Diagnostic => diagnose('usage/invalid', message, { hint });
  return [
    ...(dryRun && !fix ? [wrong('--dry-run is about --fix.', 'Add --fix.')] : []),
    ...(output !== undefined && !fix ? [wrong('--output is about --fix.', 'Add --fix.')] : []),
    ...(output !== undefined && dryRun
      ? [wrong('With --dry-run nothing is written.', 'Leave out --dry-run, or --output.')]
      : []),
    ...(output !== undefined && documents.length > 1
      ? [wrong('--output takes one document.', 'Repair one document at a time.')]
      : []),
    ...(documents.filter((document) => document === '-').length > 1
      ? [wrong('Standard input is one document.', 'Give "-" once.')]
      : []),
    ...(fix && !dryRun && output === undefined && documents.includes('-')
      ? [
          wrong(
            'What comes from standard input has no file to repair.',
            'Add --output with a file, or - for stdout.',
          ),
        ]
      : []),
  ];
}
