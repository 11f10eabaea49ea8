import type { ArazzoDescription, Workflow } from '../../arazzo/document.ts';
import { check, type CheckOptions } from '../../check.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Mode } from '../../diagnostics/mode.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { Loaded } from '../../load.ts';
import type { Plan } from '../../plan/plan.ts';
import { type Diagram, diagramOf } from '../../report/diagram.ts';
import { describeDocument } from '../../report/description.ts';
import { json } from '../../report/json.ts';
import { prettyDescription } from '../../report/pretty-description.ts';
import { prettyRepairs } from '../../report/pretty-repairs.ts';
import { styleOf, tellFindings } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { documentPath, shownPath } from '../paths.ts';
import { type SourceFlags, sourceOptions } from '../source-flags.ts';
import { refuse } from '../refuse.ts';

/** The arguments and flags of `heddle describe`. */
export interface DescribeFlags extends SourceFlags {
  readonly document: string;
  readonly workflow?: string;
  readonly mode: Mode;
  readonly json?: boolean;
  /** Draw the workflows instead of telling of them. */
  readonly mermaid?: boolean;
  readonly svg?: boolean;
  /** Write the file to fill in before a workflow can run. */
  readonly template?: boolean;
}

/** `heddle describe`: tells what a document does and needs, as far as it can be understood. Returns the exit code. */
export async function describe(flags: DescribeFlags, io: Io): Promise<number> {
  const { options, diagnostics: wrong } = sourceOptions(flags, io);
  if (wrong.length > 0) return refuse(wrong, flags, io);
  const { checked, isRepaired } = await readDocument(flags, options, io);
  const { description, draft, states, diagnostics, texts } = checked;
  // What to set is part of the description; that it is not set yet is no finding here.
  const found = diagnostics.filter(({ code }) => !code.startsWith('credentials/'));
  const unknown = description && flags.workflow && notFound(flags.workflow, description.workflows);
  if (description === undefined || draft === undefined || states === undefined || unknown) {
    return refuse(unknown ? [...found, unknown] : found, flags, io, texts);
  }
  tellFindings(found, io, texts);
  if (flags.mermaid === true || flags.svg === true) return draw(description, draft, flags, io);
  if (flags.template === true) {
    const workflow = onlyOne(description.workflows, flags.workflow, 'a file is for one', io);
    if (workflow === undefined) return exitCodes.refused;
    if (isRepaired) tellRepairs(checked, io);
    const { describeTemplate } = await import('./describe-template.ts');
    io.stdout.write(await describeTemplate({ ...checked, description, draft }, workflow));
    return exitCodes.completed;
  }
  const described = describeDocument(description, draft, states, flags.workflow);
  io.stdout.write(
    flags.json === true ? json(described) : prettyDescription(described, styleOf(io.stdout, io.env)),
  );
  return exitCodes.completed;
}

/** The document as it stands; for a file to fill in, where it cannot run so, with its repairs: what they let the document give is not to be asked for. */
async function readDocument(
  flags: DescribeFlags,
  options: CheckOptions,
  io: Io,
): Promise<{ readonly checked: Loaded; readonly isRepaired: boolean }> {
  const read = (repair: boolean): Promise<Loaded> =>
    check(documentPath(flags.document, io), {
      mode: flags.mode,
      ...options,
      env: {},
      repair,
      relocate: repair,
    });
  const checked = await read(false);
  return flags.template === true && checked.plan === undefined
    ? { checked: await read(true), isRepaired: true }
    : { checked, isRepaired: false };
}

function tellRepairs({ repairs }: Loaded, io: Io): void {
  if (repairs.length === 0) return;
  const shownFile = (path: string): string => shownPath(path, io.cwd);
  const style = styleOf(io.stderr, io.env);
  io.stderr.write(
    'It cannot run as it stands; the file is for it with these repairs, which run --repair makes:\n',
  );
  io.stderr.write(prettyRepairs(repairs, { style, shownFile, word: 'repair' }));
}

/** Draws one workflow as SVG, or as many as there are in Mermaid, one after the other. */
async function draw(
  { workflows }: ArazzoDescription,
  draft: Plan,
  { workflow: wanted, svg: asSvg }: DescribeFlags,
  io: Io,
): Promise<number> {
  const drawingOf = (workflow: Workflow): Diagram =>
    diagramOf(
      workflow,
      draft.workflows.find(({ workflowId }) => workflowId === workflow.workflowId),
    );
  if (asSvg === true) {
    const workflow = onlyOne(workflows, wanted, 'an image shows one', io);
    if (workflow === undefined) return exitCodes.refused;
    const { svg } = await import('../../report/svg.ts');
    io.stdout.write(svg(drawingOf(workflow)));
    return exitCodes.completed;
  }
  const { mermaid } = await import('../../report/mermaid.ts');
  const drawn = workflows
    .filter(({ workflowId }) => wanted === undefined || workflowId === wanted)
    .map(drawingOf);
  io.stdout.write(drawn.map(mermaid).join('\n'));
  return exitCodes.completed;
}

/** The workflow that is asked for, or the only one; undefined, which is told, when there are several. */
function onlyOne(
  workflows: readonly Workflow[],
  wanted: string | undefined,
  why: string,
  io: Io,
): Workflow | undefined {
  const [found, ...more] = workflows.filter(
    ({ workflowId }) => wanted === undefined || workflowId === wanted,
  );
  if (more.length === 0) return found;
  const hint = `Name one: ${workflows.map(({ workflowId }) => workflowId).join(', ')}.`;
  const message = `The document has ${workflows.length} workflows; ${why}.`;
  tellFindings([diagnose('workflow/ambiguous', message, { hint })], io);
  return undefined;
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
