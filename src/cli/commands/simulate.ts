import { type Diagnostic, stops } from '../../diagnostics/diagnostic.ts';
import type { Mode } from '../../diagnostics/mode.ts';
import { load, type Loaded, type LoadOptions } from '../../load.ts';
import type { Plan } from '../../plan/plan.ts';
import { json } from '../../report/json.ts';
import { prettyRepairs } from '../../report/pretty-repairs.ts';
import { prettySimulation } from '../../report/pretty-simulation.ts';
import { simulate as simulateWorkflow, type Simulation } from '../../simulate.ts';
import { bundledDescription } from '../../providers/bundled-description.ts';
import { sharedReadings } from '../../sources/readings.ts';
import { styleOf, tellFindings } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { readGivenFile } from '../given-file.ts';
import { tellSuppliable } from '../complete-supply.ts';
import type { Io } from '../io.ts';
import { documentPath, shownPath } from '../paths.ts';
import { readInputs } from '../read-inputs.ts';
import { type SourceFlags, sourceOptions } from '../source-flags.ts';

/** The arguments and flags of `heddle simulate`. */
export interface SimulateFlags extends SourceFlags {
  readonly document: string;
  readonly workflow?: string;
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly repair?: boolean;
  readonly mode: Mode;
  readonly seed?: string;
  /** Scenarios of a workflow at the most. */
  readonly most: number;
  readonly json?: boolean;
  /** Also what each scenario would send. */
  readonly verbose?: boolean;
}

/** What `heddle simulate --json` prints. */
export interface SimulateResult {
  readonly status: 'simulated' | 'refused';
  readonly document: string;
  readonly simulations: readonly Simulation[];
  /** What was repaired in memory before: what is simulated is not quite what is written. */
  readonly repairs: Loaded['repairs'];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * `heddle simulate`: shows what each workflow of a document does under each outcome of its steps. Sends nothing but requests for sources. A document
 * that cannot run as it stands is simulated with the repairs that its findings offer, and a source of a known provider that cannot be had by the
 * description of it that comes with Heddle; both are said. Returns the exit code.
 */
export async function simulate(flags: SimulateFlags, io: Io): Promise<number> {
  const sources = sourceOptions(flags, io);
  const file = await readGivenFile(flags.inputs, io);
  const usage = [...sources.diagnostics, ...file.diagnostics];
  if (usage.some(stops)) return tell({ diagnostics: usage }, flags, io, file.texts);
  const loaded = await loadSimulated(flags, { ...sources.options, supply: file.supply }, io);
  tellRepairs(loaded, flags, io);
  const { diagnostics, texts, repairs } = loaded;
  const plan = simulated(loaded);
  const workflows = plan?.workflows.filter(({ document }) => document === undefined) ?? [];
  const chosen = workflows.filter(({ workflowId }) => [undefined, workflowId].includes(flags.workflow));
  if (plan === undefined || chosen.length === 0) return tell({ repairs, diagnostics }, flags, io, texts);
  const simulations: Simulation[] = [];
  const found: Diagnostic[] = [...diagnostics];
  for (const { workflowId, inputs: schema } of chosen) {
    const given = readInputs(flags.input, file, schema, io);
    found.push(...given.diagnostics);
    if (given.diagnostics.some(stops)) continue;
    const simulation = await simulateWorkflow(plan, {
      sources: loaded.sources ?? {},
      workflowId,
      inputs: given.inputs,
      supply: file.supply,
      most: flags.most,
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    });
    found.push(...simulation.diagnostics);
    simulations.push(simulation);
  }
  return tell({ simulations, repairs, diagnostics: found }, flags, io, texts);
}

/** The plan; or what a run refuses only because it would do the wrong thing, which is what a simulation is to show. */
function simulated({ plan, draft, diagnostics }: Loaded): Plan | undefined {
  return plan ?? (diagnostics.some(({ severity }) => severity === 'error') ? undefined : draft);
}

/** The document as it stands, where that can be simulated; else with repairs, also where they are not all that it needs. */
async function loadSimulated(flags: SimulateFlags, given: LoadOptions, io: Io): Promise<Loaded> {
  const options: LoadOptions = {
    mode: flags.mode,
    ...given,
    mocked: true,
    standIn: bundledDescription,
    standInUse: 'simulation',
    readTextAt: sharedReadings(),
  };
  const path = documentPath(flags.document, io);
  const read = (repair: boolean): Promise<Loaded> => load(path, { ...options, repair, relocate: repair });
  if (flags.repair === true) return read(true);
  const asItStands = await read(false);
  if (simulated(asItStands) !== undefined) return asItStands;
  return read(true);
}

function tellRepairs(loaded: Loaded, flags: SimulateFlags, io: Io): void {
  const { repairs } = loaded;
  if (repairs.length === 0) return;
  const how = simulated(loaded) === undefined ? ', nor with these repairs' : '; this is simulated';
  if (flags.repair !== true) io.stderr.write(`It cannot run as it stands${how}:\n`);
  const shownFile = (path: string): string => shownPath(path, io.cwd);
  const style = styleOf(io.stderr, io.env);
  io.stderr.write(`${prettyRepairs(repairs, { style, shownFile, word: 'repaired' })}\n`);
}

function tell(
  {
    simulations = [],
    repairs = [],
    diagnostics,
  }: Partial<SimulateResult> & Pick<SimulateResult, 'diagnostics'>,
  flags: SimulateFlags,
  io: Io,
  texts: ReadonlyMap<string, string>,
): number {
  const isRefused = !simulations.some(({ scenarios }) => scenarios.length > 0);
  const isTold = (each: Diagnostic): boolean => stops(each) || each.code === 'source/stand-in';
  tellFindings(diagnostics.filter(isTold), io, texts);
  const { document } = flags;
  if (isRefused) tellSuppliable(diagnostics, document, io);
  const result: SimulateResult = {
    status: isRefused ? 'refused' : 'simulated',
    document,
    simulations,
    repairs,
    diagnostics,
  };
  const style = styleOf(io.stdout, io.env, flags.verbose);
  io.stdout.write(
    flags.json === true
      ? json(result)
      : simulations
          .filter(({ scenarios }) => scenarios.length > 0)
          .map((each) => prettySimulation(each, style))
          .join('\n'),
  );
  return isRefused ? exitCodes.refused : exitCodes.completed;
}
