import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { Fault } from '../../src/testing.ts';

const folder = new URL('./', import.meta.url);
const yamlOf = (path: string): unknown => parse(readFileSync(new URL(path, folder), 'utf8'));

/** A scenario as its folder tells it; README.md says what each part means. */
export interface Scenario {
  /** The folder's own name: `02-declined`. */
  readonly name: string;
  /** The folder, with a slash at its end. */
  readonly folder: URL;
  readonly title: string;
  readonly reference: number;
  readonly document: string;
  readonly edits: readonly { readonly find: string; readonly write: string }[];
  readonly sources: Readonly<Record<string, string>>;
  readonly faults: readonly (Fault & { readonly emulator: string })[];
  readonly optOuts: readonly string[];
  /** At least one. */
  readonly runs: readonly ScenarioRun[];
}

/** One run of a scenario, with everything it is started with. */
export interface ScenarioRun {
  /** Empty in a scenario of one run. */
  readonly title: string;
  readonly command: 'run' | 'check';
  readonly runId?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, string>>;
  /** How many of it run at the same time. */
  readonly concurrent: number;
  readonly expect: Expectation;
}

/** What a run is expected to do; what is absent is not looked at. */
export interface Expectation {
  readonly status: string;
  readonly exitCode: number;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly diagnostics?: readonly ExpectedDiagnostic[];
  readonly requests?: readonly ExpectedRequest[];
  readonly steps?: Readonly<Record<string, string | ExpectedStep>>;
  readonly charges?: Readonly<Record<string, number>>;
  readonly messages?: number;
  readonly shown?: readonly string[];
  readonly neverShown?: readonly string[];
}

export interface ExpectedDiagnostic {
  readonly code: string;
  readonly line?: number;
  readonly column?: number;
  readonly says?: string;
}

export interface ExpectedRequest {
  readonly send: string;
  readonly times?: number;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly withoutHeaders?: readonly string[];
  readonly key?: string;
  readonly answer?: number | string;
  readonly secondsLater?: number;
}

export interface ExpectedStep {
  readonly status: string;
  readonly attempts?: readonly (number | string)[];
  readonly action?: string;
  readonly classification?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly withoutFacts?: readonly string[];
}

/** What every scenario has unless it says otherwise. */
export const base = yamlOf('base.yaml') as Pick<ScenarioRun, 'inputs' | 'credentials'>;

/** What a run may say; the rest is from {@link base}. */
type GivenRun = Partial<Omit<ScenarioRun, 'title'>> & {
  readonly title: string;
  readonly expect: Expectation;
  readonly withoutInputs?: readonly string[];
  readonly withoutCredentials?: readonly string[];
};

const isScenario = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  strictTypes: false,
}).compile(yamlOf('scenario.schema.yaml') as object);

/** Reads every folder that has a scenario, in the order of their names. Throws for one that is not written as it should be. */
export function readScenarios(): readonly Scenario[] {
  return readdirSync(folder)
    .toSorted()
    .filter((name) => existsSync(new URL(`${name}/scenario.yaml`, folder)))
    .map(readScenario);
}

function readScenario(name: string): Scenario {
  const given = yamlOf(`${name}/scenario.yaml`);
  if (!isScenario(given)) {
    throw new Error(`${name}/scenario.yaml is no scenario: ${JSON.stringify(isScenario.errors, null, 2)}`);
  }
  const { runs, ...rest } = given as Partial<Scenario> & GivenRun & { readonly runs?: readonly GivenRun[] };
  return {
    document: 'failed-payment-dunning',
    edits: [],
    sources: {},
    faults: [],
    optOuts: [],
    ...(rest as Pick<Scenario, 'title' | 'reference'>),
    name,
    folder: new URL(`${name}/`, folder),
    // The title of a scenario of one run is not that of its run.
    runs: (runs ?? [{ ...rest, title: '' }]).map(completed),
  };
}

function completed(run: GivenRun): ScenarioRun {
  return {
    command: 'run',
    concurrent: 1,
    ...run,
    inputs: without({ ...base.inputs, ...run.inputs }, run.withoutInputs),
    credentials: without({ ...base.credentials, ...run.credentials }, run.withoutCredentials),
  };
}

function without<T>(values: Readonly<Record<string, T>>, names: readonly string[] = []): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}
