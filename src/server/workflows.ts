import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/near.ts';
import { type Redactor, redactor } from '../http/redact.ts';
import type { StoredRun } from '../journal/store.ts';
import { load, type LoadOptions } from '../load.ts';
import { ownWorkflows } from '../plan/compile/own-workflows.ts';
import { chooseWorkflow, prepare, type Prepared, type PrepareOptions } from '../prepare.ts';
import type { DocumentSettings } from './settings.ts';
import type { DescribedPlan } from './unknown-look-ups.ts';

/** The workflows that are served: each prepared once, before the first request. */
export interface ServedWorkflows {
  readonly all: readonly ServedWorkflow[];
  /** The one that is asked for; the only one where nothing is asked for. */
  find(document: string | undefined, workflow: string | undefined): ServedWorkflow | Diagnostic;
  /** What masks a run where it is shown: it knows the credentials of its workflow, when that is served. */
  redactorOf(run: Pick<StoredRun, 'planHash' | 'workflowId'>): Redactor;
  close(): Promise<void>;
}

/** A workflow under the name of its document. */
export interface ServedWorkflow {
  readonly document: string;
  readonly prepared: Prepared;
}

/** With what documents are read and workflows are prepared. */
export interface WorkflowsOptions {
  readonly load: LoadOptions;
  readonly prepare: PrepareOptions;
}

/** Documents that were opened, or why they cannot be served. */
export interface OpenedWorkflows {
  readonly workflows?: ServedWorkflows;
  readonly diagnostics: readonly Diagnostic[];
  /** What could be compiled, with what it stands on. */
  readonly described: readonly DescribedPlan[];
  /** Every text that was read, for code frames. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Loads documents and prepares all of their workflows: what could not run is told before anything is served. */
export async function openWorkflows(
  documents: Readonly<Record<string, DocumentSettings>>,
  options: WorkflowsOptions,
): Promise<OpenedWorkflows> {
  const all: ServedWorkflow[] = [];
  const diagnostics: Diagnostic[] = [];
  const described: DescribedPlan[] = [];
  const texts = new Map<string, string>();
  const close = async (): Promise<void> => {
    await Promise.all(all.map(({ prepared }) => prepared.close()));
  };
  for (const [document, settings] of Object.entries(documents)) {
    const loaded = await load(settings.location, loadOptions(settings, options.load));
    for (const [file, text] of loaded.texts) texts.set(file, text);
    diagnostics.push(...loaded.diagnostics);
    const { plan } = loaded;
    if (plan === undefined) continue;
    described.push({ plan, sources: loaded.sources ?? {} });
    for (const { workflowId } of ownWorkflows(plan)) {
      const { servers = {}, supply = {}, limits = {} } = settings;
      const made = await prepare(plan, { ...options.prepare, servers, supply, limits, workflowId });
      diagnostics.push(...made.diagnostics);
      if (made.prepared !== undefined) all.push({ document, prepared: made.prepared });
    }
  }
  if (diagnostics.some(stops)) {
    await close();
    return { diagnostics, described, texts };
  }
  const general = redactor([]);
  const workflows: ServedWorkflows = {
    all,
    find: (...wanted) => find(all, ...wanted),
    redactorOf: ({ planHash, workflowId }) =>
      all.find(({ prepared: { plan, ...made } }) => plan.hash === planHash && made.workflowId === workflowId)
        ?.prepared.redactor ?? general,
    close,
  };
  return { workflows, diagnostics, described, texts };
}

function loadOptions(settings: DocumentSettings, common: LoadOptions): LoadOptions {
  const { sources = {}, servers = {}, supply = {}, mode = 'standard', repair = false, frozen } = settings;
  return {
    ...common,
    sources,
    servers,
    supply,
    mode,
    repair,
    relocate: repair,
    ...(frozen === true ? { lock: 'frozen' as const } : {}),
  };
}

function find(
  all: readonly ServedWorkflow[],
  document: string | undefined,
  workflow: string | undefined,
): ServedWorkflow | Diagnostic {
  const names = [...new Set(all.map((each) => each.document))];
  const name = document ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) {
    const message = `${names.length} documents are served.`;
    return diagnose('workflow/ambiguous', message, { hint: `Name one: ${names.join(', ')}.` });
  }
  const within = all.filter((each) => each.document === name);
  if (within.length === 0) {
    const hint = didYouMean(name, names) ?? `What is served: ${names.join(', ')}.`;
    return diagnose('workflow/not-found', `No document "${name}" is served.`, { hint });
  }
  const chosen = chooseWorkflow(within[0]!.prepared.plan, workflow);
  if (typeof chosen !== 'string') return chosen;
  return within.find(({ prepared }) => prepared.workflowId === chosen)!;
}
