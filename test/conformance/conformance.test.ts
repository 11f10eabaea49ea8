import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { manualClock } from '../../src/emulator/manual-clock.ts';
import { load } from '../../src/load.ts';
import { run } from '../../src/run.ts';
import { type ConformanceCase, readCase } from './read-case.ts';
import { scriptedTransport } from './scripted-transport.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
let scratch = '';

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'conformance-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

test('every rule that docs/clauses.md calls built has a case', () => {
  const page = readFileSync(new URL('../../docs/clauses.md', import.meta.url), 'utf8');
  const built = [...page.matchAll(/^\| ([A-L]\d+) \| .* \| yes \|$/gm)].map(([, clause]) => clause!);
  expect(built.length).toBeGreaterThan(50);
  expect(built.filter((clause) => !files.some((file) => file.startsWith(`${clause}-`)))).toEqual([]);
});

describe.each(files)('%s', (file) => {
  const given = readCase(readFileSync(join(folder, file), 'utf8'));

  test(`${given.clause} ${given.sentence}`, async () => {
    expect(file.startsWith(`${given.clause}-`), 'the file is named after its clause').toBe(true);
    const came = await play(given, join(folder, file));
    const { outputs = {}, diagnostics = [], waits = [], steps = came.steps, status } = given.result;
    expect(came.diagnostics.map((each, index) => told(each, given, diagnostics[index]))).toEqual(diagnostics);
    expect(came).toMatchObject({ status, waits });
    expect(came.outputs).toEqual(outputs);
    expect(came.steps).toEqual(steps);
    expect(came.left, 'requests that were expected and never came').toBe(0);
  });
});

/** Loads the document of a case and, when nothing refuses it, runs it against the script. */
async function play(given: ConformanceCase, file: string) {
  const sources: Record<string, string> = {};
  for (const [name, { text }] of Object.entries(given.descriptions)) {
    sources[name] = join(scratch, `${basename(file)}.${name}`);
    writeFileSync(sources[name], text);
  }
  for (const [name, { text }] of Object.entries(given.files)) writeFileSync(join(scratch, name), text);
  const { plan, diagnostics } = await load(file, { text: given.document.text, mode: given.mode, sources });
  if (plan === undefined) {
    return {
      status: 'refused',
      outputs: {},
      diagnostics,
      waits: [],
      steps: [],
      left: given.exchanges.length,
    };
  }
  const clock = manualClock();
  const transport = scriptedTransport(given.exchanges, clock);
  const workflowId = given.workflowId ?? plan.workflows[0]!.workflowId;
  const result = await run(plan, {
    workflowId,
    inputs: given.inputs,
    credentials: given.credentials,
    transport,
    clock,
    runId: 'run',
  });
  return {
    status: result.status,
    outputs: result.outputs,
    diagnostics: [...diagnostics, ...result.diagnostics],
    waits: clock.sleeps,
    steps: result.steps.map(({ stepId, status }) => `${stepId} ${status}`),
    left: transport.left(),
  };
}

/** A finding as the case tells it: with the words that the case expects, when message or hint have them. */
function told(
  { code, place, message, hint = '' }: Diagnostic,
  given: ConformanceCase,
  expected = '',
): string {
  const text = place === undefined ? '' : ` ${lineOf(place.file, place.line, given)}`;
  const words = /^[^:]*: (.*)$/s.exec(expected)?.[1];
  if (words === undefined) return code + text;
  return `${code}${text}: ${message.includes(words) || hint.includes(words) ? words : `${message} ${hint}`}`;
}

/** The line of the case file that a place stands on. */
function lineOf(
  file: string,
  line: number,
  { document, descriptions, files: others }: ConformanceCase,
): number | undefined {
  const other = Object.keys(others).find((each) => basename(file) === each);
  if (other !== undefined) return others[other]!.lines[line - 1];
  const name = Object.keys(descriptions).find((each) => file.endsWith(`.txt.${each}`));
  return (name === undefined ? document : descriptions[name]!).lines[line - 1];
}
