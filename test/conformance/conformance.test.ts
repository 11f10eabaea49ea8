import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Mode } from '../../src/diagnostics/mode.ts';
import { manualClock } from '../../src/emulator/manual-clock.ts';
import type { Effect } from '../../src/engine/effect.ts';
import { load } from '../../src/load.ts';
import { run } from '../../src/run.ts';
import { type ConformanceCase, readCase } from './read-case.ts';
import { playScript } from './scripted-transport.ts';
import { clausesOf, conformanceTable, leftOutOf } from './table.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
let temporary = '';
/** Where the documents of cases lie, beside the shared description. */
let scratch = '';

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'cases-'));
  scratch = join(temporary, 'conformance');
  mkdirSync(scratch);
  for (const shared of ['pets.openapi.yaml', 'orders.asyncapi.yaml'])
    copyFileSync(join(folder, shared), join(scratch, shared));
});
afterAll(() => rmSync(temporary, { recursive: true }));

const cases = Object.fromEntries(
  files.map((file) => [file, readCase(readFileSync(join(folder, file), 'utf8'))] as const),
);
const page = readFileSync(new URL('../../docs/clauses.md', import.meta.url), 'utf8');
const clauses = clausesOf(page);
const leftOut = leftOutOf(page);

test('every rule that docs/clauses.md tells has a case, and every case a rule', () => {
  const shown = new Set(Object.values(cases).map(({ clause }) => clause));
  const demanded = clauses.filter(({ state = 'yes' }) => state === 'yes').map(({ id }) => id);
  expect(demanded.length).toBeGreaterThan(100);
  expect(demanded.filter((id) => !shown.has(id))).toEqual([]);
  expect([...shown].filter((clause) => !clauses.some(({ id }) => id === clause))).toEqual([]);
});

test('docs/conformance.md says what the cases show', async () => {
  expect(leftOut.filter(({ id }) => !clauses.some((clause) => clause.id === id))).toEqual([]);
  await expect(conformanceTable(clauses, cases, leftOut)).toMatchFileSnapshot('../../docs/conformance.md');
});

describe.each(files)('%s', (file) => {
  const given = cases[file]!;

  test.each(Object.entries(given.results))(`in mode %s: ${given.sentence}`, async (mode, result) => {
    expect(file.startsWith(`${given.clause}-`), 'the file is named after its clause').toBe(true);
    const came = await play(given, mode as Mode, join(scratch, file));
    const { outputs = {}, diagnostics = [], waits = [], steps = came.steps, status } = result;
    expect(came.diagnostics.map((each, index) => told(each, given, diagnostics[index]))).toEqual(diagnostics);
    expect(
      came.diagnostics.filter(({ hint = '' }) => hint === ''),
      'findings without a next step',
    ).toEqual([]);
    expect(came).toMatchObject({ status, waits });
    expect(came.outputs).toEqual(outputs);
    expect(came.steps).toEqual(steps);
    // A mode that refuses sends nothing of what the other modes do.
    const isRun = Object.values(given.results).some((each) => each.status !== 'refused');
    const left = status === 'refused' && isRun ? given.events.length : 0;
    expect(came.left, 'requests that were expected and never came').toBe(left);
  });
});

/** Loads the document of a case and, when nothing refuses it, runs it against the script. */
async function play(given: ConformanceCase, mode: Mode, file: string) {
  const sources: Record<string, string> = {};
  for (const [name, { text }] of Object.entries(given.descriptions)) {
    sources[name] = join(scratch, `${basename(file)}.${name}`);
    writeFileSync(sources[name], text);
  }
  for (const [name, { text }] of Object.entries(given.files)) writeFileSync(join(scratch, name), text);
  const { plan, diagnostics } = await load(file, { text: given.document.text, mode, sources });
  if (plan === undefined) {
    return {
      status: 'refused',
      outputs: {},
      diagnostics,
      waits: [],
      steps: [],
      left: given.events.length,
    };
  }
  const clock = manualClock();
  const { transport, channels, left } = playScript(given.events, clock);
  const workflowId = given.workflowId ?? plan.workflows[0]!.workflowId;
  const underWay = new Map<string, Effect>();
  const result = await run(plan, {
    workflowId,
    inputs: given.inputs,
    credentials: given.credentials,
    limits: given.limits,
    transport,
    channels: { kafka: channels },
    ...(given.listens ? { webhooks: { url: '', subscribe: channels.subscribe, close: async () => {} } } : {}),
    clock,
    runId: 'run',
    watch(event) {
      if (event.kind === 'ended') return;
      if (event.kind === 'done') underWay.delete(event.effect.name);
      else underWay.set(event.effect.name, event.effect);
      setImmediate(() => {
        // Whatever comes has come by then: nothing else can happen but that time passes.
        if (underWay.size > 0 && [...underWay.values()].every(isReceive)) clock.advance(86_400_000);
      });
    },
  });
  return {
    status: result.status,
    outputs: result.outputs,
    diagnostics: [...diagnostics, ...result.diagnostics],
    waits: clock.sleeps,
    steps: result.steps.map(({ stepId, status }) => `${stepId} ${status}`),
    left: left(),
  };
}

function isReceive(effect: Effect): boolean {
  return effect.kind === 'call' && effect.action === 'receive';
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
