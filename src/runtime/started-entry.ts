import { randomUUID } from 'node:crypto';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Clock } from '../engine/ports.ts';
import type { StartedEntry } from '../journal/entry.ts';
import type { RunRequest } from './runs.ts';

/** The first entry of the run that a request asks for, when it can be kept and its tokens can be had; what stands in the way, or is worth knowing. */
export async function startedEntry(
  { prepared, inputs: given, runId = randomUUID(), key }: RunRequest,
  clock: Clock,
): Promise<{ readonly started?: StartedEntry; readonly diagnostics: readonly Diagnostic[] }> {
  const { inputs, diagnostics } = prepared.admit(given);
  const wrong = [
    ...diagnostics,
    ...unkept(prepared),
    ...namesOf({ 'run id': runId, ...(key === undefined ? {} : { key }) }),
  ];
  if (wrong.some(stops)) return { diagnostics: wrong };
  const unauthorized = await prepared.authorize();
  if (unauthorized.some(stops)) return { diagnostics: [...wrong, ...unauthorized] };
  const { plan, workflowId, servers, supply, profiles, context } = prepared;
  const started: StartedEntry = {
    kind: 'started',
    at: clock.now(),
    runId,
    planHash: plan.hash,
    workflowId,
    inputs,
    ...(Object.keys(servers).length === 0 ? {} : { servers }),
    ...(Object.keys(supply).length === 0 ? {} : { supply }),
    ...(profiles.length === 0 ? {} : { profiles }),
    ...(key === undefined ? {} : { key }),
    limits: context.limits,
  };
  return { started, diagnostics: wrong };
}

/** A finding for each step that receives: a message that comes while no process has its run in hand would be lost. */
function unkept({ calls }: RunRequest['prepared']): readonly Diagnostic[] {
  return [...calls.values()]
    .flatMap((steps) => [...steps.values()])
    .flatMap((each) => {
      if (each.kind === 'call' || each.plan.action === 'send') return [];
      const message = `Step "${each.step.plan.stepId}" receives messages, which runs that are kept cannot do yet.`;
      const hint = 'Run the workflow without a store.';
      return [diagnose('channel/not-kept', message, { hint })];
    });
}

/** Findings for ids and keys that are empty, too long, or cannot be shown in a line. */
function namesOf(names: Readonly<Record<string, string>>): readonly Diagnostic[] {
  return Object.entries(names)
    .filter(([, text]) => !/^[^\p{Cc}\p{Cs}]{1,255}$/u.test(text))
    .map(([name]) =>
      diagnose('usage/invalid', `The ${name} is not a text of 1 to 255 characters in one line.`, {
        hint: 'Give a shorter one.',
      }),
    );
}
