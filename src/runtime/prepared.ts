import type { Mailboxes } from '../channel/mailboxes.ts';
import type { ServerChoice } from '../credentials/server-choice.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { EngineContext } from '../engine/engine.ts';
import type { Clock, Transport } from '../engine/ports.ts';
import type { Redactor } from '../http/redact.ts';
import type { AdmitInputs } from '../plan/inputs/admit-inputs.ts';
import type { Plan } from '../plan/plan.ts';
import type { Supply } from '../plan/supply.ts';
import type { ProfileSettings } from '../providers/profile-settings.ts';
import type { Suppressions } from '../providers/suppressions.ts';
import type { PreparedCalls } from './prepare-calls.ts';

/** A workflow with its calls compiled and its credentials resolved: run it as often as needed, then close it. */
export interface Prepared {
  readonly plan: Plan;
  readonly workflowId: string;
  /** By source description name, the servers that were chosen. */
  readonly servers: Readonly<Record<string, ServerChoice>>;
  /** Values that were given to requests beside the document: not masked. */
  readonly supply: Supply;
  /** What is known of providers beside the profiles of this release. */
  readonly profiles: readonly ProfileSettings[];
  readonly context: EngineContext;
  readonly calls: PreparedCalls;
  readonly admit: AdmitInputs;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly suppressions: Suppressions;
  /** Masks secrets as reports do. */
  readonly redactor: Redactor;
  /** Findings that stop nothing. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether what goes over the wire is recorded, masked, beside its outcomes. */
  readonly recordsBodies: boolean;
  /** Obtains the tokens that calls carry, as a run does before its first call. A finding for each that cannot be had. */
  readonly authorize: () => Promise<readonly Diagnostic[]>;
  /**
   * Begins to receive what a run awaits, before its first step; a finding for each place where that cannot be. Whoever runs closes what is
   * opened, once the run has ended or stands still.
   */
  readonly listen: () => Promise<{
    readonly mailboxes: Mailboxes;
    readonly diagnostics: readonly Diagnostic[];
  }>;
  /** Closes the connections, when the transport is its own. */
  close(): Promise<void>;
}
