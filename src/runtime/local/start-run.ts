import { randomUUID } from 'node:crypto';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { stops } from '../../diagnostics/diagnostic.ts';
import type { StartedEntry } from '../../journal/entry.ts';
import { attach } from '../attach.ts';
import { freshHand } from '../hand.ts';
import type { RunRequest, StartReply } from '../runs.ts';
import { waitsForAnother } from './findings.ts';
import { go, keep } from './hands.ts';
import type { Office } from './office.ts';
import { dueBy, released } from './schedule.ts';

/** Starts a run, at once where there is a slot for it, or attaches to the one that has its id. */
export async function startRun(
  office: Office,
  { prepared, inputs: given, runId = randomUUID(), key }: RunRequest,
): Promise<StartReply> {
  const { store, shop, clock } = office;
  const { inputs, diagnostics } = prepared.admit(given);
  const wrong = [
    ...diagnostics,
    ...unkept(prepared),
    ...namesOf({ 'run id': runId, ...(key === undefined ? {} : { key }) }),
  ];
  if (wrong.some(stops)) return { created: false, diagnostics: wrong };
  const unauthorized = await prepared.authorize();
  if (unauthorized.some(stops)) return { created: false, diagnostics: [...wrong, ...unauthorized] };
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
  // Runs that wait for a slot are older, and go first.
  const isFree =
    !office.isClosed && office.held.size + office.starting < office.slots && office.nextDue > started.at;
  if (isFree) office.starting++;
  try {
    const { created, run } = await store.start({ started, plan }, isFree ? shop.nonce : undefined);
    if (!created) return await attach(store, run, started);
    office.workflows.add(prepared);
    office.asked.add(runId);
    if (run.status === 'running') {
      const over = keep(office, started, (signal) => go(office, freshHand(store, prepared, started), signal));
      void over.then((stand) => released(office, started, stand));
    } else if (!run.isBlocked) dueBy(office, started.at);
    const waits = run.isBlocked ? [await waitsForAnother(store, run)] : [];
    return { created, run, diagnostics: [...wrong, ...waits] };
  } finally {
    if (isFree) office.starting--;
  }
}

/** A finding for each step that receives: a message that comes while no process has its run in hand would be lost. */
function unkept({ calls }: RunRequest['prepared']): StartReply['diagnostics'] {
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
function namesOf(names: Readonly<Record<string, string>>): StartReply['diagnostics'] {
  return Object.entries(names)
    .filter(([, text]) => !/^[^\p{Cc}\p{Cs}]{1,255}$/u.test(text))
    .map(([name]) =>
      diagnose('usage/invalid', `The ${name} is not a text of 1 to 255 characters in one line.`, {
        hint: 'Give a shorter one.',
      }),
    );
}
