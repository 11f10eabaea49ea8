import type { CallEffect } from '../engine/effect.ts';
import { evaluateStep } from '../engine/evaluate-step.ts';
import type { CallOutcome } from '../engine/outcome.ts';
import type { HttpRequest } from '../engine/ports.ts';
import type { Candidate, Conclusion, Reconciliation } from '../providers/profile.ts';
import { decodeBody } from './decode-body.ts';
import { adoptAnswer, buildRequest, type CallWorld, type PreparedCall } from './perform.ts';
import { send } from './send.ts';
import { sendWithToken } from './send-with-token.ts';

/** What the provider says of a call in doubt. */
export type Found =
  | { readonly kind: 'happened'; readonly outcome: CallOutcome }
  | { readonly kind: 'did-not' | 'nothing' | 'unreachable' };

/** A call in doubt that its provider can be asked about. */
export interface LookUp {
  /** From when on, in milliseconds since the Unix epoch, the answer can be trusted. */
  readonly ripeAt: number;
  /**
   * Asks the provider, by reading only.
   * @param isTaken Whether something at the provider belongs to another call already.
   */
  ask(isTaken: (claims: readonly string[]) => Promise<ReadonlySet<string>>): Promise<Found>;
}

/** More pages are not read of a list: what is sought is among the latest. */
const mostPages = 10;

/** Fields of the call that its look-up carries too: who asks, and in which version of the API. */
const kept = /^(?:authorization|stripe-|x-|api-?key)/i;

/**
 * How to find out what came of a call; undefined when its provider cannot be asked.
 * @param sentAt When it was sent at the earliest, in milliseconds since the Unix epoch.
 */
export function lookUp(
  call: PreparedCall,
  effect: CallEffect,
  sentAt: number,
  world: CallWorld,
): LookUp | undefined {
  const built = buildRequest(call, effect, world.runId);
  if ('failure' in built) return undefined;
  const { request, scope } = built;
  const { path } = call;
  const reconciliation = call.profile?.reconcile?.({ path, request, body: scope.body, sentAt });
  if (reconciliation === undefined) return undefined;
  return {
    ripeAt: sentAt + reconciliation.settleMilliseconds,
    async ask(isTaken) {
      const said = await askAll(reconciliation, (url) => read(call, request, url, world));
      if (said === undefined) return { kind: 'unreachable' };
      if (said.kind !== 'happened') return { kind: said.kind };
      const claims = said.candidates.flatMap(({ claim }) => claim ?? []);
      const taken = claims.length === 0 ? new Set<string>() : await isTaken(claims);
      const ours = said.candidates.find(({ claim }) => claim === undefined || !taken.has(claim));
      if (ours === undefined) return { kind: 'nothing' };
      const answer = { statusCode: ours.statusCode, headers: {}, body: ours.body };
      const outcome = adoptAnswer(call, effect, answer, world);
      const facts = { ...outcome.provider.facts, reconciled: true };
      return { kind: 'happened', outcome: { ...outcome, provider: { ...outcome.provider, facts } } };
    },
  };
}

/** Reads page by page; undefined when one cannot be read. */
async function askAll(
  reconciliation: Reconciliation,
  page: (url: string) => Promise<unknown>,
): Promise<Exclude<Conclusion, { readonly kind: 'more' }> | undefined> {
  const candidates: Candidate[] = [];
  let { url } = reconciliation;
  for (let pages = 0; pages < mostPages; pages++) {
    const body = await page(url);
    if (body === undefined) return undefined;
    const said = reconciliation.conclude(body);
    // Pages lead from the latest to the earliest, and what was sought is the earliest.
    if (said.kind === 'happened' || said.kind === 'more') candidates.unshift(...said.candidates);
    if (said.kind !== 'more') return candidates.length > 0 ? { kind: 'happened', candidates } : said;
    ({ url } = said);
  }
  return candidates.length > 0 ? { kind: 'happened', candidates } : { kind: 'nothing' };
}

/** The body of a successful read, at the origin of the call and with its credentials; undefined when there is none. */
async function read(
  { token }: PreparedCall,
  request: HttpRequest,
  url: string,
  world: CallWorld,
): Promise<unknown> {
  if (new URL(url).origin !== new URL(request.url).origin) return undefined;
  const fields = Object.entries(request.headers).filter(([name]) => kept.test(name));
  const get: HttpRequest = {
    method: 'GET',
    url,
    headers: { accept: 'application/json', ...Object.fromEntries(fields) },
  };
  const { response } =
    token === undefined ? await send(get, true, world) : await sendWithToken(get, token, true, world);
  if (response === undefined || response.statusCode < 200 || response.statusCode > 299) return undefined;
  return decodeBody(response.body, response.headers['content-type']);
}

/** The outcome of a call whose process ended before its answer was kept, and of which nothing more is known. */
export function interruptedOutcome(call: Pick<PreparedCall, 'step'>, effect: CallEffect): CallOutcome {
  return {
    kind: 'call',
    ...evaluateStep(call.step, effect.scope, false, false),
    failure: {
      reason: 'interrupted',
      delivery: 'unknown',
      message: 'the process ended before the answer was kept',
    },
    provider: { facts: {}, decided: false, mayRetry: true, inDoubt: true },
    durationMilliseconds: 0,
    repeatable: false,
    requests: 0,
  };
}

/** The outcome of a call of which a person says that it happened, without an answer to evaluate: it succeeded and has no outputs. */
export function assertedOutcome(call: Pick<PreparedCall, 'step'>, effect: CallEffect): CallOutcome {
  const { step } = call;
  return {
    kind: 'call',
    ...evaluateStep({ ...step, successCriteria: [] }, effect.scope, true, true),
    provider: { facts: { settled: true }, decided: true, mayRetry: true, inDoubt: false },
    durationMilliseconds: 0,
    repeatable: false,
    requests: 0,
  };
}
