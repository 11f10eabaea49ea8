import type { WebhookListener } from '../channel/webhook-listener.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Outputs } from '../expression/scope.ts';
import type { Redactor } from '../http/redact.ts';
import type { Loaded } from '../load.ts';
import type { Plan } from '../plan/plan.ts';
import type { PrepareOptions } from '../prepare.ts';
import type { Style } from '../report/style.ts';
import type { RunEvent } from '../runtime/interpret.ts';
import { type DescribedPlan, unknownLookUps } from '../server/unknown-look-ups.ts';
import { readEnvironment } from './environment.ts';
import type { Io } from './io.ts';
import { openListener } from './open-listener.ts';
import { readConfiguration } from './read-configuration.ts';
import { type ReachFlags, reachOf } from './reach-flags.ts';
import { suppressionList } from './suppression-list.ts';

/** Where the calls of a run go: the real providers, or the sandbox. */
export interface World {
  /** Makes ready for a workflow; or tells why it cannot run there. */
  enter(
    plan: Plan,
    workflowId: string,
    sources: NonNullable<Loaded['sources']>,
  ): Promise<Entered | { readonly findings: readonly Diagnostic[] }>;
  /** Closes what entering has opened. */
  leave?(): Promise<void>;
}

/** A world that is ready for one workflow. */
export interface Entered {
  /** With what the workflow is prepared for it. */
  readonly options: PrepareOptions;
  /** Findings that stop nothing, and the texts that they are about. */
  readonly diagnostics?: readonly Diagnostic[];
  readonly texts?: ReadonlyMap<string, string>;
  /** Said when the run begins. */
  readonly note?: string;
  /** Told of everything that happens in the run. */
  readonly watch?: (event: RunEvent) => void;
  /** Made up inputs, where it has no use for real ones. */
  readonly inputs?: () => Promise<Outputs>;
  /** What the run left behind there, as lines. */
  traces(redactor: Redactor, style: Style): readonly string[];
}

/** The flags that say who is called, as whom. */
export interface WorldFlags extends ReachFlags {
  readonly credentials?: string;
  readonly suppressions?: string;
  readonly listen?: string;
  /** The configuration with the profiles of providers that are not known here, and with where calls may go. */
  readonly config?: string;
}

/** The real providers, with the credentials and the list of opt-outs of the person. */
export function realWorld(flags: WorldFlags, io: Io): World {
  let listener: WebhookListener | undefined;
  return {
    async enter(plan, _, sources) {
      const { env, diagnostics } = readEnvironment(io, flags.credentials);
      const suppressions = await suppressionList(flags.suppressions, io);
      if ('code' in suppressions) return { findings: [...diagnostics, suppressions] };
      if (diagnostics.some(stops)) return { findings: diagnostics };
      const known = await settingsOf(flags, { plan, sources }, io);
      if ('findings' in known) return known;
      const transport = io.transport === undefined ? {} : { transport: io.transport };
      const webhooks = await openListener(flags.listen, env, io);
      if (webhooks !== undefined && 'code' in webhooks) return { findings: [...diagnostics, webhooks] };
      listener = webhooks;
      const listening = webhooks === undefined ? {} : { webhooks };
      const options = { ...transport, credentials: env, suppressions, ...known.options, ...listening };
      return { ...known, options, traces: () => [] };
    },
    async leave() {
      await listener?.close();
    },
  };
}

/** What a configuration knows of providers, held against those that a plan calls, and where calls may go. */
async function settingsOf(
  flags: WorldFlags,
  called: DescribedPlan,
  io: Io,
): Promise<
  Pick<Entered, 'options' | 'diagnostics' | 'texts'> | { readonly findings: readonly Diagnostic[] }
> {
  if (flags.config === undefined) return { options: { reach: reachOf(flags) } };
  const { settings, located, diagnostics, texts } = await readConfiguration(flags.config, io);
  if (settings === undefined || located === undefined) return { findings: diagnostics };
  const { profiles, reach } = settings;
  return {
    options: { profiles, reach: reachOf(flags, reach) },
    diagnostics: [...diagnostics, ...unknownLookUps(profiles, [called], located)],
    texts,
  };
}
