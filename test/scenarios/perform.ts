import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { check, load, type Loaded, memorySuppressions, prepare, type RunResult, start } from '../../src/index.ts';
import { bundledDocument } from '../../src/sources/bundled.ts';
import { json } from '../../src/report/json.ts';
import { liveLines } from '../../src/report/live-view.ts';
import { prettyDiagnostics } from '../../src/report/pretty-diagnostics.ts';
import { prettyResult } from '../../src/report/pretty-result.ts';
import { refusal } from '../../src/report/run-result.ts';
import { plainStyle } from '../../src/report/style.ts';
import type { Scenario, ScenarioRun } from './scenario.ts';
import { createWorld, type SentRequest, type World } from './world.ts';

/** What came of a run. */
export interface Performance {
  readonly run: ScenarioRun;
  readonly world: World;
  /** One, or as many as ran at the same time. */
  readonly results: readonly Pick<RunResult, 'status' | 'outputs' | 'diagnostics' | 'steps'>[];
  readonly exitCode: number;
  /** What this run sent. */
  readonly requests: readonly SentRequest[];
  /** The ids of the charges and messages that came about during this run. */
  readonly charges: readonly string[];
  readonly messages: readonly string[];
  /** Everything that a person or a program gets to see of it. */
  readonly shown: string;
}

/** Carries out a run and tells its results with all that was shown of them. */
export type Performer = (run: ScenarioRun, index: number) => Promise<Pick<Performance, 'results' | 'exitCode' | 'shown'>>;

/** Performs the runs of a scenario one after the other, in one world. */
export async function perform(
  scenario: Scenario,
  performer: (scenario: Scenario, world: World) => Performer,
): Promise<readonly Performance[]> {
  const world = createWorld(scenario);
  const one = performer(scenario, world);
  const performances: Performance[] = [];
  for (const [index, run] of scenario.runs.entries()) {
    const before = { requests: world.requests.length, charges: world.charges().length, messages: world.messages().length };
    performances.push({
      ...(await one(run, index)),
      run,
      world,
      requests: world.requests.slice(before.requests),
      charges: world.charges().slice(before.charges).map(({ id }) => id),
      messages: world.messages().slice(before.messages).map(({ sid }) => sid),
    });
  }
  return performances;
}

/** By the library: load or check, prepare, start. */
export function byLibrary(scenario: Scenario, world: World): Performer {
  const suppressions = memorySuppressions();
  const { document, sources } = located(scenario);
  const text = editedText(scenario);
  const options = { sources, ...(text === undefined ? {} : { text }) };
  return async (run, index) => {
    const env = run.credentials;
    const loaded = run.command === 'check' ? await check(document, { ...options, env }) : await load(document, options);
    const refused = (result: RunResult) => ({
      results: [result],
      exitCode: exitCodes.refused,
      shown: shownOf(result, loaded),
    });
    if (loaded.plan === undefined) return refused(refusal(loaded.diagnostics));
    const { prepared, diagnostics } = await prepare(loaded.plan, {
      credentials: env,
      transport: world.transport,
      clock: world.clock,
      suppressions,
    });
    if (prepared === undefined) return refused(refusal([...loaded.diagnostics, ...diagnostics]));
    const live: string[] = [];
    const context = { plan: loaded.plan, style: plainStyle, redactor: prepared.redactor };
    const ids = Array.from({ length: run.concurrent }, (_, each) => run.runId ?? `${scenario.name}-${index}-${each}`);
    const results = await Promise.all(
      ids.map((runId) =>
        start(prepared, { runId, inputs: run.inputs, watch: (event) => live.push(...liveLines(event, context)) }),
      ),
    );
    const codes = results.map(({ status }) => exitCodes[status as keyof typeof exitCodes]);
    return {
      results,
      exitCode: Math.max(...codes),
      shown: [...results.map((result) => shownOf(result, loaded)), ...live].join('\n'),
    };
  };
}

function shownOf(result: RunResult, { texts }: Loaded): string {
  const findings = prettyDiagnostics(result.diagnostics, { style: plainStyle, texts });
  return [json(result), prettyResult(result, plainStyle, true), findings].join('\n');
}

/** The document and the sources of a scenario, where they really are. */
export function located({ document, sources, folder }: Scenario): {
  readonly document: string;
  readonly sources: Readonly<Record<string, string>>;
} {
  const absolute = (path: string): string => fileURLToPath(new URL(path, folder));
  return {
    document: isPath(document) ? absolute(document) : document,
    sources: Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, absolute(path)])),
  };
}

function isPath(document: string): boolean {
  return document.startsWith('.');
}

/** The text of a bundled document with the scenario's edits made; undefined when it has none. */
export function editedText({ name, document, edits }: Scenario): string | undefined {
  if (edits.length === 0) return undefined;
  const text = readFileSync(bundledDocument(document)!, 'utf8');
  return edits.reduce((edited, { find, write }) => {
    if (edited.split(find).length !== 2) throw new Error(`${name}: "${find}" is not in ${document} exactly once.`);
    return edited.replace(find, () => write);
  }, text);
}
