import { exitCodes } from '../../src/cli/exit-codes.ts';
import {
  check,
  load,
  type Loaded,
  memorySuppressions,
  prepare,
  type RunResult,
  start,
} from '../../src/index.ts';
import { json } from '../../src/report/json.ts';
import { liveLines } from '../../src/report/live-view.ts';
import { prettyDiagnostics } from '../../src/report/pretty-diagnostics.ts';
import { prettyResult } from '../../src/report/pretty-result.ts';
import { refusal } from '../../src/report/run-result.ts';
import { plainStyle } from '../../src/report/style.ts';
import { editedText, located } from './located.ts';
import type { Performer, Shown } from './perform.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** By the library: load or check, prepare, start. */
export function byLibrary(scenario: Scenario, world: World): Performer {
  const suppressions = memorySuppressions();
  const { document, sources } = located(scenario);
  const text = editedText(scenario);
  const options = { sources, ...(text === undefined ? {} : { text }) };
  return async (run, index) => {
    const env = run.credentials;
    const loaded =
      run.command === 'check' ? await check(document, { ...options, env }) : await load(document, options);
    const refused = (result: RunResult) => ({
      results: [result],
      exitCode: exitCodes.refused,
      shown: shownOf([result], loaded),
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
    const ids = Array.from(
      { length: run.concurrent },
      (_, each) => run.runId ?? `${scenario.name}-${index}-${each}`,
    );
    const results = await Promise.all(
      ids.map((runId) =>
        start(prepared, {
          runId,
          inputs: run.inputs,
          watch: (event) => live.push(...liveLines(event, context)),
        }),
      ),
    );
    const codes = results.map(({ status }) => exitCodes[status as keyof typeof exitCodes]);
    return {
      results,
      exitCode: Math.max(...codes),
      shown: shownOf(results, loaded, live),
    };
  };
}

function shownOf(results: readonly RunResult[], { texts }: Loaded, live: readonly string[] = []): Shown {
  const reports = results.flatMap((result) => [
    prettyDiagnostics(result.diagnostics, { style: plainStyle, texts }),
    prettyResult(result, plainStyle, true),
  ]);
  return { json: results.map(json).join(''), text: [...live, ...reports].join('\n') };
}
