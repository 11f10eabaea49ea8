import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { CheckResult } from '../../src/cli/check-output.ts';
import { main } from '../../src/cli/main.ts';
import type { RunResult } from '../../src/index.ts';
import { editedText, located } from './located.ts';
import type { Performance, Performer } from './perform.ts';
import type { Scenario, ScenarioRun } from './scenario.ts';
import type { World } from './world.ts';

/** Whether the command line can perform a scenario: it has no flags for the id of a run and for many at once. */
export function suitsCommandLine({ runs }: Scenario): boolean {
  return runs.every(({ runId, concurrent }) => runId === undefined && concurrent === 1);
}

/** By `heddle run` and `heddle check`: with `--json`, a report for people, and a file of those who opted out. */
export function byCommandLine(scenario: Scenario, world: World): Performer {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return async (run) => {
    let stdout = '';
    let stderr = '';
    const exitCode = await main({
      argv: [...argvOf(scenario, run, folder)],
      env: run.credentials,
      cwd: folder,
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      transport: world.transport,
      clock: world.clock,
    });
    const report = join(folder, 'report.txt');
    const shown = { json: stdout, text: stderr + (existsSync(report) ? readFileSync(report, 'utf8') : '') };
    return { results: [resultOf(stdout)], exitCode, shown };
  };
}

function argvOf(scenario: Scenario, { command, inputs }: ScenarioRun, folder: string): readonly string[] {
  const { document, sources } = place(scenario, folder);
  const flags = Object.entries(sources).flatMap(([name, path]) => ['--source', `${name}=${path}`]);
  if (command === 'check') return ['check', document, ...flags, '--json'];
  const reports = ['--json', '--report', 'pretty=report.txt'];
  return [
    'run',
    document,
    ...flags,
    '--inputs',
    JSON.stringify(inputs),
    '--suppressions',
    'opted-out.json',
    ...reports,
  ];
}

/** An edited document becomes a file; what it names beside itself is then given by `--source`. */
function place(scenario: Scenario, folder: string): ReturnType<typeof located> {
  const text = editedText(scenario);
  const { document, sources } = located(scenario);
  if (text === undefined) return { document, sources };
  writeFileSync(join(folder, 'edited.arazzo.yaml'), text);
  const bundled = (name: string): string =>
    fileURLToPath(
      new URL(`../../workflows/failed-payment-dunning/openapi/${name}.openapi.yaml`, import.meta.url),
    );
  return {
    document: 'edited.arazzo.yaml',
    sources: { stripeApi: bundled('stripe'), twilioApi: bundled('twilio'), ...sources },
  };
}

/** The one object on stdout; that of a check lists its findings by document. */
function resultOf(stdout: string): Performance['results'][number] {
  const result = JSON.parse(stdout) as RunResult | CheckResult;
  if (!('documents' in result)) return result;
  const diagnostics = [
    ...result.diagnostics,
    ...result.documents.flatMap((document) => document.diagnostics),
  ];
  return {
    status: result.status === 'passed' ? 'completed' : 'refused',
    outputs: {},
    diagnostics,
    steps: [],
  };
}
