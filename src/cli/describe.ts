import { check } from '../check.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Mode } from '../diagnostics/mode.ts';
import { didYouMean } from '../diagnostics/near.ts';
import { describeDocument } from '../report/description.ts';
import { json } from '../report/json.ts';
import { prettyDescription } from '../report/pretty-description.ts';
import { refusal } from '../report/run-result.ts';
import { styleOf, tellFindings } from './console.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { documentPath } from './paths.ts';
import { type SourceFlags, sourceOptions } from './source-flags.ts';

/** The arguments and flags of `heddle describe`. */
export interface DescribeFlags extends SourceFlags {
  readonly document: string;
  readonly workflow?: string;
  readonly mode: Mode;
  readonly json?: boolean;
}

/** `heddle describe`: tells what a document does and needs, as far as it can be understood. Returns the exit code. */
export async function describe(flags: DescribeFlags, io: Io): Promise<number> {
  const { options, diagnostics: wrong } = sourceOptions(flags, io);
  if (wrong.length > 0) return refuse(wrong, flags, io);
  const { description, draft, diagnostics, texts } = await check(documentPath(flags.document, io), {
    mode: flags.mode,
    ...options,
    env: {},
  });
  // What to set is part of the description; that it is not set yet is no finding here.
  const found = diagnostics.filter(({ code }) => !code.startsWith('credentials/'));
  const unknown = description && flags.workflow && notFound(flags.workflow, description.workflows);
  if (description === undefined || draft === undefined || unknown) {
    return refuse(unknown ? [...found, unknown] : found, flags, io, texts);
  }
  tellFindings(found, io, texts);
  const described = describeDocument(description, draft, flags.workflow);
  io.stdout.write(
    flags.json === true ? json(described) : prettyDescription(described, styleOf(io.stdout, io.env)),
  );
  return exitCodes.completed;
}

function notFound(
  workflowId: string,
  workflows: readonly { readonly workflowId: string }[],
): Diagnostic | undefined {
  const ids = workflows.map((workflow) => workflow.workflowId);
  if (ids.includes(workflowId)) return undefined;
  const hint = didYouMean(workflowId, ids) ?? `The document has ${ids.join(', ')}.`;
  return diagnose('workflow/not-found', `There is no workflow "${workflowId}".`, { hint });
}

function refuse(
  diagnostics: readonly Diagnostic[],
  flags: DescribeFlags,
  io: Io,
  texts?: ReadonlyMap<string, string>,
): number {
  tellFindings(diagnostics, io, texts);
  if (flags.json === true) io.stdout.write(json(refusal(diagnostics)));
  return exitCodes.refused;
}
