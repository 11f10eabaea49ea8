import { randomUUID } from 'node:crypto';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Clock } from '../engine/ports.ts';
import type { StartedEntry } from '../journal/entry.ts';
import type { Prepared } from './prepared.ts';
import type { RunRequest } from './runs.ts';

/** The first entry of the run that a request asks for, when it can be kept and its tokens can be had; what stands in the way, or is worth knowing. */
export async function startedEntry(
  { prepared, inputs: given, runId = randomUUID(), key }: RunRequest,
  clock: Clock,
): Promise<{ readonly started?: StartedEntry; readonly diagnostics: readonly Diagnostic[] }> {
  const { inputs, diagnostics } = prepared.admit(given);
  const { same, unkept } = ofEvery(prepared);
  const named =
    key === undefined
      ? wrongName('run id', runId)
      : [...wrongName('run id', runId), ...wrongName('key', key)];
  const wrong = [...diagnostics, ...unkept, ...named];
  if (wrong.some(stops)) return { diagnostics: wrong };
  const unauthorized = await prepared.authorize();
  if (unauthorized.some(stops)) return { diagnostics: [...wrong, ...unauthorized] };
  const own = key === undefined ? { runId, inputs } : { runId, inputs, key };
  return { started: { kind: 'started', at: clock.now(), ...own, ...same }, diagnostics: wrong };
}

/** What is the same of every run of a prepared workflow. */
interface OfEvery {
  readonly same: Omit<StartedEntry, 'kind' | 'at' | 'runId' | 'inputs' | 'key'>;
  readonly unkept: readonly Diagnostic[];
}

const known = new WeakMap<Prepared, OfEvery>();

function ofEvery(prepared: Prepared): OfEvery {
  let found = known.get(prepared);
  if (found !== undefined) return found;
  const { plan, workflowId, servers, supply, profiles, context } = prepared;
  const same = {
    planHash: plan.hash,
    workflowId,
    ...(Object.keys(servers).length === 0 ? {} : { servers }),
    ...(Object.keys(supply).length === 0 ? {} : { supply }),
    ...(profiles.length === 0 ? {} : { profiles }),
    limits: context.limits,
  };
  found = { same, unkept: unkeptSteps(prepared) };
  known.set(prepared, found);
  return found;
}

/** A finding for each step that receives: a message that comes while no process has its run in hand would be lost. */
function unkeptSteps({ calls }: Prepared): readonly Diagnostic[] {
  return [...calls.values()]
    .flatMap((steps) => [...steps.values()])
    .flatMap((each) => {
      if (each.kind === 'call' || each.plan.action === 'send') return [];
      const message = `Step "${each.step.plan.stepId}" receives messages, which runs that are kept cannot do yet.`;
      const hint = 'Run the workflow without a store.';
      return [diagnose('channel/not-kept', message, { hint })];
    });
}

/** The finding for an id or a key that is empty, too long, or cannot be shown in a line. */
function wrongName(name: string, text: string): readonly Diagnostic[] {
  if (/^[^\p{Cc}\p{Cs}]{1,255}$/u.test(text)) return none;
  const message = `The ${name} is not a text of 1 to 255 characters in one line.`;
  return [diagnose('usage/invalid', message, { hint: 'Give a shorter one.' })];
}

const none: readonly Diagnostic[] = [];
