import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { stops } from './diagnostics/diagnostic.ts';
import type { AppliedRepair } from './diagnostics/repair.ts';
import type { LoadOptions } from './load.ts';
import { rehearse, type RehearsedWorkflow } from './rehearse.ts';

/** The rungs that a document may have to climb before it runs, the lowest first; each adds to the one before. */
export const rungs = [
  /** Strictly, with its sources where it says. */
  'as-is',
  /** Its sources are looked for in the folder, and in repositories. */
  'found',
  /** With every repair that has one right answer; read as standard mode reads. */
  'repaired',
  /** With made values for what the document does not give. */
  'supplied',
  /** Read as lenient mode reads: what its author certainly meant, each with a warning. */
  'lenient',
] as const;

/** A rung of the ladder. */
export type Rung = (typeof rungs)[number];

/** What comes of a document on one rung. */
export interface RungResult {
  readonly rung: Rung;
  /** `runs`: each of its workflows completed. `fails`: one ran and did not. `refused`: nothing was sent, because of what stops it. */
  readonly verdict: 'runs' | 'fails' | 'refused';
  /** Everything that was found in the document, and in its runs. */
  readonly diagnostics: readonly Diagnostic[];
  readonly repairs: readonly AppliedRepair[];
  readonly workflows: readonly ClimbedWorkflow[];
  /** Requests on the wire, over all workflows. */
  readonly requests: number;
  /** Runtime expressions that stood in those requests as text; none, in a run that can be trusted. */
  readonly unresolved: readonly string[];
}

/** How one workflow ended on a rung. */
export interface ClimbedWorkflow {
  readonly workflowId: string;
  readonly status: RehearsedWorkflow['result']['status'];
  readonly requests: number;
}

/** How a document climbs. */
export interface ClimbOptions extends Pick<LoadOptions, 'bases' | 'sources' | 'fetchText'> {
  /** Whether operations of Stripe and Twilio are answered by their emulators, which know nothing of what a document takes for granted; else by mocks too. */
  readonly emulators?: boolean;
}

/**
 * Runs every workflow of a document against stand-ins for everything that it calls, on each rung until all of them complete. Nothing is sent but
 * requests for sources. Never rejects for what a document says.
 * @returns One result a rung, up to the first on which the document runs.
 */
export async function climb(document: string, options: ClimbOptions = {}): Promise<readonly RungResult[]> {
  const { emulators = false, fetchText, bases = [], sources = {} } = options;
  const always = {
    emulators,
    ...(fetchText === undefined ? {} : { fetchText }),
  };
  const found = { ...always, bases, sources, relocate: true };
  const ways = {
    'as-is': { ...always, mode: 'strict' },
    found: { ...found, mode: 'strict' },
    repaired: { ...found, repair: true },
    supplied: { ...found, repair: true, supplied: true },
    lenient: { ...found, repair: true, supplied: true, mode: 'lenient' },
  } as const;
  const results: RungResult[] = [];
  for (const rung of rungs) {
    const { loaded, workflows } = await rehearse(document, ways[rung]);
    const isComplete = workflows.length > 0 && workflows.every(({ result }) => result.status === 'completed');
    const isRefused = workflows.every(({ result }) => result.status === 'refused');
    results.push({
      rung,
      verdict: isComplete ? 'runs' : isRefused ? 'refused' : 'fails',
      diagnostics: [...loaded.diagnostics, ...workflows.flatMap(({ result }) => result.diagnostics)],
      repairs: loaded.repairs,
      workflows: workflows.map(({ workflowId, result, wire }) => ({
        workflowId,
        status: result.status,
        requests: wire.length,
      })),
      requests: workflows.reduce((sum, { wire }) => sum + wire.length, 0),
      unresolved: workflows.flatMap(({ wire }) => wire.flatMap(({ unresolved }) => unresolved)),
    });
    if (isComplete) break;
  }
  return results;
}

/** What keeps a document from running on the highest rung that it came to: the findings that stop it, each code once. */
export function obstacles(results: readonly RungResult[]): readonly Diagnostic[] {
  const last = results.at(-1);
  if (last === undefined || last.verdict === 'runs') return [];
  const found = new Map(last.diagnostics.filter(stops).map((each) => [`${each.code} ${each.message}`, each]));
  return [...found.values()];
}
