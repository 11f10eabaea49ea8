import { diagnose } from '../../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../../diagnostics/diagnostic.ts';
import type { Mode } from '../../diagnostics/mode.ts';
import { load } from '../../load.ts';
import { lock as lockDocument, type LockDraft } from '../../lock.ts';
import { json } from '../../report/json.ts';
import { changeLines, changesUsed, pinnedLines } from '../../report/lock-lines.ts';
import { sanitize } from '../../report/sanitize.ts';
import { confirm } from '../confirm.ts';
import { tellFindings } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { documentPath, shownPath } from '../paths.ts';
import { type SourceFlags, sourceOptions } from '../source-flags.ts';

/** The arguments and flags of `heddle lock`. */
export interface LockFlags extends SourceFlags {
  readonly document: string;
  readonly mode: Mode;
  /** Accept the repairs that findings offer, and sources that are found elsewhere. */
  readonly repair?: boolean;
  /** Take what is upstream now. */
  readonly update?: boolean;
  /** Accept what changes in the operations used. */
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** What `heddle lock --json` prints. */
export interface LockResult {
  readonly status: 'locked' | 'refused';
  /** The lock file. */
  readonly path: string;
  readonly sources: NonNullable<LockDraft['document']>['sources'];
  readonly repairs: NonNullable<LockDraft['document']>['repairs'];
  readonly changes: LockDraft['changes'];
  readonly diagnostics: readonly Diagnostic[];
}

/** `heddle lock`: pins what a document stands on, or with `--frozen` only says whether all of it is pinned. Returns the exit code. */
export async function lock(flags: LockFlags, io: Io): Promise<number> {
  const { options, diagnostics: wrong } = sourceOptions(flags, io);
  const conflict =
    flags.frozen === true && (flags.update === true || flags.repair === true)
      ? [diagnose('usage/invalid', '--frozen writes nothing.', { hint: 'Leave --update and --repair out.' })]
      : [];
  const aimless =
    flags.yes === true && flags.update !== true
      ? [diagnose('usage/invalid', '--yes accepts what --update changes.', { hint: 'Add --update.' })]
      : [];
  const usage = [...wrong, ...conflict, ...aimless];
  if (usage.some(stops)) return refuse({ path: '', changes: {} }, usage, flags, io);
  const document = documentPath(flags.document, io);
  if (flags.frozen === true) return verify(document, options, flags, io);
  const draft = await lockDocument(document, {
    ...options,
    mode: flags.mode,
    update: flags.update === true,
    repair: flags.repair === true,
    relocate: flags.repair === true,
  });
  if (draft.document === undefined) return refuse(draft, draft.diagnostics, flags, io);
  const changes = changeLines(draft.changes);
  io.stderr.write(changes.map((line) => `${line}\n`).join(''));
  const { uncompared } = draft;
  if (uncompared !== undefined) tellFindings([uncompared], io);
  const question =
    uncompared === undefined
      ? 'Accept what changes in the operations used?'
      : 'Accept everything as it is upstream now?';
  const isUnaccepted =
    (uncompared !== undefined || changesUsed(draft.changes)) &&
    flags.yes !== true &&
    (await confirm(question, io)) !== true;
  if (isUnaccepted) return refuse(draft, [...draft.diagnostics, unaccepted(draft)], flags, io);
  const unwritten = await draft.write();
  if (unwritten !== undefined) return refuse(draft, [...draft.diagnostics, unwritten], flags, io);
  tellFindings(draft.diagnostics, io, draft.texts);
  const { path, document: pinned } = draft;
  if (flags.json === true) {
    const { sources, repairs } = pinned;
    const result: LockResult = {
      status: 'locked',
      path,
      sources,
      repairs,
      changes: draft.changes,
      diagnostics: draft.diagnostics,
    };
    io.stdout.write(json(result));
  } else {
    const lines = [
      `${sanitize(shownPath(path, io.cwd))}: ${sanitize(flags.document)}`,
      ...pinnedLines(pinned),
    ];
    io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }
  return exitCodes.completed;
}

/** Whether everything that the document stands on is in its lock as it was locked. */
async function verify(
  document: string,
  options: ReturnType<typeof sourceOptions>['options'],
  flags: LockFlags,
  io: Io,
): Promise<number> {
  const { diagnostics, texts } = await load(document, { ...options, mode: flags.mode });
  const found = diagnostics.filter(({ code }) => /^(?:lock|source|text|document|usage)\//.test(code));
  tellFindings(found, io, texts);
  const isRefused = found.some(stops);
  if (flags.json === true) {
    io.stdout.write(
      json({
        status: isRefused ? 'refused' : 'locked',
        path: '',
        sources: {},
        repairs: [],
        changes: {},
        diagnostics: found,
      } satisfies LockResult),
    );
  } else if (!isRefused) {
    io.stdout.write(`${sanitize(flags.document)}: everything it stands on is locked.\n`);
  }
  return isRefused ? exitCodes.refused : exitCodes.completed;
}

function unaccepted({ changes, uncompared }: LockDraft): Diagnostic {
  if (uncompared !== undefined) {
    const message = 'What is locked cannot be compared, and that is not accepted. Nothing was written.';
    return diagnose('lock/changed', message, {
      hint: 'Restore the lock; or accept everything anew with --yes.',
    });
  }
  const names = Object.entries(changes).flatMap(([name, each]) =>
    changesUsed({ [name]: each }) ? [`"${name}"`] : [],
  );
  const message = `What the document uses of ${names.join(' and ')} would change, and that is not accepted. Nothing was written.`;
  return diagnose('lock/changed', message, { hint: 'Look at the changes, then accept them with --yes.' });
}

function refuse(
  { path, changes, texts }: Pick<LockDraft, 'path' | 'changes'> & Partial<Pick<LockDraft, 'texts'>>,
  diagnostics: readonly Diagnostic[],
  flags: LockFlags,
  io: Io,
): number {
  tellFindings(diagnostics, io, texts);
  const result: LockResult = { status: 'refused', path, sources: {}, repairs: [], changes, diagnostics };
  if (flags.json === true) io.stdout.write(json(result));
  return exitCodes.refused;
}
