import { noMailboxes } from '../channel/mailboxes.ts';
import { performMessage } from '../channel/perform-message.ts';
import type { PreparedMessage } from '../channel/prepared-message.ts';
import type { CallEffect, Effect, WaitEffect } from '../engine/effect.ts';
import type { CallOutcome, Outcome } from '../engine/outcome.ts';
import type { Runtime } from '../engine/ports.ts';
import { type Found, interruptedOutcome, type LookUp, lookUp } from '../http/look-up.ts';
import { type CallWorld, perform, type PreparedCall, type ReadyCall } from '../http/perform.ts';
import type { OpenDoubt } from '../journal/open-matters.ts';
import type { Pace } from '../providers/profile.ts';
import type { Aside } from './aside.ts';
import type { ClaimFirst } from './claim-first.ts';
import type { Pacer } from './pacer.ts';
import type { Prepared } from './prepared.ts';
import type { RunJournal } from './run-journal.ts';
import { shownCall } from './shown-call.ts';

/** What the runtime of a run in hand needs. */
export interface DurableWorld extends CallWorld {
  readonly prepared: Prepared;
  readonly journal: RunJournal;
  /** Of this process, random: intents with another one are those of processes that are gone. */
  readonly nonce: string;
  /** Waits that are over though their time has not come: those that the run was taken in hand for. */
  readonly ripe: number;
  readonly pacer: Pacer;
  /** Moments that were reserved for calls whose runs were put aside until then, by run and effect. */
  readonly reserved: Map<string, number>;
  readonly aside: Aside;
  readonly claimFirst: ClaimFirst;
}

/** Waits up to this long are spent in memory: putting a run aside costs about as much as a call. */
const shortWait = 2000;

/** How often a provider that cannot be reached is asked about a call in doubt, and after how many milliseconds again. */
const mostLookUps = 5;
const lookUpAgainAfter = 60_000;

/** Keys are taken for forgotten this much earlier than the provider says, or a quarter of their life: the call takes time too. */
const margin = 3_600_000;

/**
 * The runtime of a run that is kept: nothing is sent before all that led to it is in the journal; calls that could take effect twice leave
 * an intent there first; calls in doubt are asked about, never sent again blindly; long waits put the run aside.
 */
export function durableRuntime(world: DurableWorld): Runtime {
  return {
    perform: (effect) => (effect.kind === 'wait' ? wait(effect, world) : call(effect, world)),
  };
}

async function wait(effect: WaitEffect, world: DurableWorld): Promise<Outcome | undefined> {
  const { journal, ripe } = world;
  const begun = journal.matters().waits[effect.name];
  if (begun !== undefined && begun <= ripe) return { kind: 'waited' };
  const now = journal.now();
  const until = begun ?? now + effect.milliseconds;
  if (begun === undefined && effect.milliseconds > shortWait) {
    journal.write({ kind: 'waiting', at: now, effect: effect.name, until });
  }
  // A clock that was set back does not make a wait longer than it was ordered.
  const left = Math.min(until - world.clock.now(), effect.milliseconds);
  return (await pause(effect, left, 'a wait of the document', world)) ? { kind: 'waited' } : undefined;
}

/** Lets time pass, in memory or by putting the run aside. False: the run is put aside. */
async function pause(
  effect: Effect,
  milliseconds: number,
  why: string,
  { aside, clock, signal: signalOf }: DurableWorld,
): Promise<boolean> {
  if (milliseconds <= 0) return true;
  const reason = { effect: effect.name, why, isWait: effect.kind === 'wait' };
  if (milliseconds > shortWait) {
    return aside.until(clock.now() + milliseconds, reason);
  }
  const signal = signalOf();
  try {
    await clock.sleep(milliseconds, signal);
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    return aside.until(clock.now(), reason);
  }
}

async function call(effect: CallEffect, world: DurableWorld): Promise<Outcome | undefined> {
  const prepared = world.prepared.calls.get(effect.workflowId)!.get(effect.stepId)!;
  if (prepared.kind === 'message') return message(prepared, effect, world);
  const { name, keyName } = effect;
  const { doubts } = world.journal.matters();
  const about = doubts[name] === undefined ? keyName : name;
  const doubt = doubts[about] ?? forgottenKey(prepared, effect, world);
  const outcome =
    doubt === undefined
      ? await send(prepared, effect, world)
      : await resolve(prepared, effect, { about, ...doubt }, world);
  const claims = outcome && prepared.profile?.claims?.(outcome.provider.facts);
  if (claims !== undefined) world.journal.claim(claims);
  return outcome;
}

/** Sends a message, once: nobody can be asked about one in doubt. Messages that are received would be lost with the process, so no run of these is begun. */
async function message(
  prepared: PreparedMessage,
  effect: CallEffect,
  world: DurableWorld,
): Promise<CallOutcome> {
  const { aside, journal, nonce } = world;
  const { doubts } = journal.matters();
  const doubt = doubts[effect.name] ?? doubts[effect.keyName];
  if (doubt !== undefined)
    return unresolved(prepared, effect, doubt, 'nobody can be asked about a message', world);
  journal.write({ kind: 'intent', at: journal.now(), effect: effect.name, nonce });
  const done = aside.begin();
  try {
    await journal.kept();
    return await performMessage(prepared, effect, { ...world, mailboxes: noMailboxes });
  } finally {
    done();
  }
}

/** The doubt about a call whose key its provider may have forgotten since it was sent. */
function forgottenKey(
  { profile, method }: PreparedCall,
  { name, keyName }: CallEffect,
  { journal }: DurableWorld,
): OpenDoubt | undefined {
  const sentAt = journal.matters().sent[keyName] ?? journal.matters().abandoned[name];
  const { idempotency } = profile ?? {};
  if (sentAt === undefined || idempotency?.methods.includes(method) !== true) return undefined;
  const { lifeMilliseconds: life } = idempotency;
  const isForgotten = journal.now() - sentAt > life - Math.min(margin, life / 4);
  return isForgotten ? { at: sentAt, lookups: 0 } : undefined;
}

async function send(
  prepared: PreparedCall,
  effect: CallEffect,
  world: DurableWorld,
): Promise<CallOutcome | undefined> {
  const { aside, journal } = world;
  let done = (): void => undefined;
  let pace: Pace | undefined;
  const ready = async (about: ReadyCall): Promise<boolean> => {
    pace = paceOf(about);
    if (!(await makeReady(about, pace, effect, world))) return false;
    done = aside.begin();
    await journal.kept();
    return true;
  };
  let outcome: CallOutcome | undefined;
  try {
    outcome = await perform(prepared, effect, world, ready);
  } finally {
    done();
  }
  if (outcome !== undefined && pace !== undefined) heed(outcome, pace, world);
  if (outcome?.provider.inDoubt !== true || outcome.repeatable) return outcome;
  journal.write({ kind: 'doubt', at: journal.now(), effect: effect.name, outcome });
  const doubt = journal.matters().doubts[effect.name]!;
  return resolve(prepared, effect, { about: effect.name, ...doubt }, world);
}

/** How fast calls like this one may follow each other. Where nothing is known there is no limit until the server asks for one. */
function paceOf({ call: { path, origin, profile }, built: { request, scope } }: ReadyCall): Pace {
  const known = profile?.pace?.({ path, request, scope });
  return known ?? { key: origin, perSecond: Infinity, burst: 1 };
}

/**
 * A server that refuses for now and says when to come again (`Retry-After` with 429, RFC 6585 4, or 503, RFC 9110 15.6.4) says so to every run
 * that calls it. It is believed for no longer than a step may be made to wait (clause H11); whoever calls then is told again.
 */
function heed(
  { statusCode, retryAfterMilliseconds }: CallOutcome,
  { key }: Pace,
  { pacer, prepared }: DurableWorld,
): void {
  if ((statusCode !== 429 && statusCode !== 503) || retryAfterMilliseconds === undefined) return;
  pacer.hold(key, Math.min(retryAfterMilliseconds, prepared.context.limits.maxRetryAfterMilliseconds));
}

/** Waits for the call's turn, then leaves the intent that puts it in doubt until more is heard of it. */
async function makeReady(
  { repeatable }: ReadyCall,
  pace: Pace,
  effect: CallEffect,
  world: DurableWorld,
): Promise<boolean> {
  const { journal, nonce, pacer, reserved, runId, clock } = world;
  const place = `${runId}\n${effect.name}`;
  do {
    const moment = reserved.get(place);
    const left = moment === undefined ? await pacer.reserve(pace) : moment - clock.now();
    if (left > 0) {
      reserved.set(place, moment ?? clock.now() + left);
      if (!(await pause(effect, left, `the pace of ${pace.key}`, world))) return false;
    }
    reserved.delete(place);
  } while (pacer.isHeld(pace.key));
  if (!repeatable) journal.write({ kind: 'intent', at: journal.now(), effect: effect.name, nonce });
  return true;
}

interface NamedDoubt extends OpenDoubt {
  /** The name under which the journal knows the doubt. */
  readonly about: string;
}

/** Finds out what came of a call in doubt, without sending it. */
async function resolve(
  prepared: PreparedCall,
  effect: CallEffect,
  doubt: NamedDoubt,
  world: DurableWorld,
): Promise<CallOutcome | undefined> {
  const asked = lookUp(prepared, effect, doubt.at, world);
  if (asked === undefined) return unresolved(prepared, effect, doubt, 'this provider cannot be asked', world);
  const again = doubt.askedAt === undefined ? asked.ripeAt : doubt.askedAt + lookUpAgainAfter;
  const why = 'asking the provider what came of the call';
  if (!(await pause(effect, again - world.clock.now(), why, world))) return undefined;
  return ask(asked, prepared, effect, doubt, world);
}

async function ask(
  asked: LookUp,
  prepared: PreparedCall,
  effect: CallEffect,
  doubt: NamedDoubt,
  world: DurableWorld,
): Promise<CallOutcome | undefined> {
  const { aside, journal, claimFirst } = world;
  const done = aside.begin();
  let found: Found;
  try {
    await journal.kept();
    found = await asked.ask((claims) => claimFirst(claims, effect.name, prepared.profile));
  } finally {
    done();
  }
  journal.write({ kind: 'lookup', at: journal.now(), effect: doubt.about, found: found.kind });
  switch (found.kind) {
    case 'happened':
      return asCounted(found.outcome, effect, world);
    case 'did-not':
      return send(prepared, effect, world);
    case 'nothing':
      return unresolved(
        prepared,
        effect,
        doubt,
        'the provider knows nothing of it, which proves nothing',
        world,
      );
    case 'refused': {
      const why = `the provider refused the credentials for the look-up (HTTP ${found.statusCode})`;
      const { provider, ...known } = unresolved(prepared, effect, doubt, why, world);
      const facts = { ...provider.facts, lookUpRefused: found.statusCode };
      return { ...known, provider: { ...provider, facts } };
    }
    case 'unreachable': {
      const still = { ...doubt, ...journal.matters().doubts[doubt.about] };
      if (still.lookups < mostLookUps) return resolve(prepared, effect, still, world);
      return unresolved(prepared, effect, doubt, 'the provider could not be asked', world);
    }
  }
}

/** What is known of a call by asking, without a request where it was an earlier attempt that was sent: that one counts it. */
function asCounted(
  outcome: CallOutcome,
  { name, keyName }: CallEffect,
  { journal }: DurableWorld,
): CallOutcome {
  const { abandoned, doubts } = journal.matters();
  const isEarlier = name !== keyName && doubts[name] === undefined && abandoned[name] === undefined;
  return isEarlier ? { ...outcome, requests: 0 } : outcome;
}

/** What stands when nothing could be found out. */
function unresolved(
  prepared: PreparedCall | PreparedMessage,
  effect: CallEffect,
  doubt: OpenDoubt,
  why: string,
  world: DurableWorld,
): CallOutcome {
  const told = doubt.outcome ?? interruptedOutcome(prepared, effect, shownCall(prepared, effect, world));
  const known = asCounted(told, effect, world);
  const { failure } = known;
  if (failure === undefined) return known;
  return { ...known, failure: { ...failure, message: `${failure.message}; ${why}` } };
}
