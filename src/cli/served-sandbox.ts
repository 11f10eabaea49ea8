import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Mode } from '../diagnostics/mode.ts';
import { createDocumentSandbox } from '../emulator/document-sandbox.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { exampleInputs } from '../emulator/example-inputs.ts';
import type { MockExchange } from '../emulator/mock/mock.ts';
import { createSandbox, type Sandbox } from '../emulator/sandbox.ts';
import type { Outputs } from '../expression/scope.ts';
import { load } from '../load.ts';
import type { Plan } from '../plan/plan.ts';
import { exampleOf } from '../plan/compile/example-of.ts';
import type { Io } from './io.ts';
import { documentPath } from './paths.ts';
import { type AnswerFlags, readAnswers } from './read-answers.ts';
import { standIns } from './sandbox-world.ts';
import { type SourceFlags, sourceOptions } from './source-flags.ts';

/** The flags that say what a sandbox serves. */
export interface ServedFlags extends SourceFlags, AnswerFlags {
  /** The document whose sources are served; Stripe and Twilio unless given. */
  readonly document?: string;
  readonly repair?: boolean;
  readonly mode?: Mode;
}

/** What a sandbox serves on its port. */
export interface Served {
  readonly emulators: readonly Emulator[];
  readonly twilio: Sandbox['twilio'];
  readonly credentials: Sandbox['credentials'];
  /** By source description name, what its URL adds to the one that the sandbox listens at. */
  readonly paths: Readonly<Record<string, string>>;
  /** What mocks made of the requests so far. */
  readonly exchanges: (emulator: Emulator) => readonly MockExchange[];
  /** `Stripe and Twilio are emulated`. */
  readonly title: string;
  /** A run that calls it. */
  readonly example: { readonly command: string; readonly inputs: Outputs };
}

/** Makes what a sandbox serves: the emulators, or stand-ins for all sources of a document; or tells why it cannot. */
export async function servedSandbox(
  flags: ServedFlags,
  io: Io,
): Promise<
  Served | { readonly findings: readonly Diagnostic[]; readonly texts?: ReadonlyMap<string, string> }
> {
  const { document } = flags;
  if (document === undefined) return servedProviders();
  const sources = sourceOptions(flags, io);
  if (sources.diagnostics.length > 0) return { findings: sources.diagnostics };
  const loaded = await load(documentPath(document, io), {
    mode: flags.mode ?? 'standard',
    ...sources.options,
    mocked: true,
    repair: flags.repair === true,
    relocate: flags.repair === true,
  });
  const { plan, texts } = loaded;
  if (plan === undefined) return { findings: loaded.diagnostics, texts };
  const { statuses, diagnostics } = readAnswers(flags, plan);
  if (diagnostics.length > 0) return { findings: diagnostics };
  const seed = flags.seed === undefined ? {} : { seed: flags.seed };
  const sandbox = await createDocumentSandbox(plan, {
    sources: loaded.sources ?? {},
    statuses,
    together: true,
    ...seed,
  });
  const { emulated, mocks, find, servers } = sandbox;
  const { workflowId, inputs: schema } = plan.workflows[0]!;
  return {
    emulators: [...new Set([...emulated.values(), ...mocks.values()])],
    twilio: sandbox.twilio,
    credentials: sandbox.credentials,
    paths: Object.fromEntries([
      ...[...emulated.keys()].map((name) => [name, ''] as const),
      ...[...mocks.keys()].map((name) => [name, new URL(servers[name]!).pathname] as const),
    ]),
    exchanges: ({ name }) => mocks.get(name)?.exchanges ?? [],
    title: standIns(sandbox),
    example: {
      command: runOf(flags, document, plan, workflowId),
      inputs: exampleOf(schema) ?? (await exampleInputs(plan, { workflowId, find, ...seed })),
    },
  };
}

/** The command that runs a document, as far as it does not depend on where its sources are served. */
function runOf(
  { source, base, repair }: ServedFlags,
  document: string,
  plan: Plan,
  workflowId: string,
): string {
  const repeated = [
    ...(source ?? []).map((each) => `--source ${shellWord(each)}`),
    ...(base ?? []).map((each) => `--base ${shellWord(each)}`),
    ...(repair === true ? ['--repair'] : []),
  ];
  const workflow = plan.workflows.length === 1 ? [] : [shellWord(workflowId)];
  return ['heddle run', shellWord(document), ...workflow, ...repeated].join(' ');
}

/** A word of a command line that a shell reads as it is. */
export function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const workflow = 'failed-payment-dunning';

/** The emulators, for the bundled workflow that they are for. */
async function servedProviders(): Promise<Served> {
  const { emulators, twilio, credentials } = createSandbox();
  const { plan } = await load(workflow);
  return {
    emulators,
    twilio,
    credentials,
    paths: { stripeApi: '', twilioApi: '' },
    exchanges: () => [],
    title: 'Stripe and Twilio are emulated',
    example: { command: `heddle run ${workflow}`, inputs: exampleOf(plan?.workflows[0]?.inputs) ?? {} },
  };
}
