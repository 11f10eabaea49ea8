import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { StartedEntry } from '../journal/entry.ts';
import type { Store } from '../journal/store.ts';
import { hashOf } from '../text/hash.ts';
import type { Plan } from '../plan/plan.ts';
import type { Prepared } from './prepared.ts';

/** Makes a workflow of a plan ready, with what its run was started with beside the inputs. */
export type PrepareWorkflow = (
  plan: Plan,
  workflowId: string,
  given: Pick<Prepared, 'servers' | 'supply' | 'profiles'>,
) => Promise<{ readonly prepared?: Prepared; readonly diagnostics: readonly Diagnostic[] }>;

/** The workflows that the runs of a process need, each prepared once. */
export interface PreparedWorkflows {
  /** One that is prepared already; whoever did closes it. */
  add(prepared: Prepared): void;
  /** The one that a run was started with, or why it cannot be had now. */
  of(
    started: StartedEntry,
  ): Promise<{ readonly workflow: Prepared } | { readonly diagnostics: readonly Diagnostic[] }>;
  close(): Promise<void>;
}

/** Prepares workflows of stored plans when they are asked for. What could not be prepared is tried again the next time. */
export function preparedWorkflows(store: Pick<Store, 'plan'>, prepare: PrepareWorkflow): PreparedWorkflows {
  const known = new Map<string, Promise<Prepared | readonly Diagnostic[]>>();
  const own: Prepared[] = [];
  // A name is a hash, and the same for every run of what was prepared.
  const names = new WeakMap<Prepared, string>();
  const make = async ({
    planHash,
    workflowId,
    servers = {},
    supply = {},
    profiles = [],
  }: StartedEntry): Promise<Prepared | readonly Diagnostic[]> => {
    const plan = await store.plan(planHash);
    if (plan === undefined) {
      const message = `The plan ${planHash} is not in the store.`;
      return [diagnose('store/damaged', message, { hint: 'Restore the store from a backup.' })];
    }
    const { prepared, diagnostics } = await prepare(plan, workflowId, { servers, supply, profiles });
    if (prepared === undefined) return diagnostics;
    own.push(prepared);
    return prepared;
  };
  return {
    add(prepared) {
      const name = names.get(prepared) ?? nameOf(prepared.plan.hash, prepared);
      names.set(prepared, name);
      known.set(name, Promise.resolve(prepared));
    },
    async of(started) {
      const name = nameOf(started.planHash, started);
      const making = known.get(name) ?? make(started);
      known.set(name, making);
      const made = await making.catch((error: unknown) => {
        known.delete(name);
        throw error;
      });
      if (!('plan' in made)) {
        known.delete(name);
        return { diagnostics: made };
      }
      const unauthorized = (await made.authorize()).filter(stops);
      return unauthorized.length > 0 ? { diagnostics: unauthorized } : { workflow: made };
    },
    async close() {
      await Promise.all(own.map((prepared) => prepared.close()));
    },
  };
}

function nameOf(
  planHash: string,
  {
    workflowId,
    servers = {},
    supply = {},
    profiles = [],
  }: Pick<StartedEntry, 'workflowId' | 'servers' | 'supply' | 'profiles'>,
): string {
  return hashOf([planHash, workflowId, servers, supply, profiles]);
}
