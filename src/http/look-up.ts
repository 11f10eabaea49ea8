import type { CallEffect } from '../engine/effect.ts';
import { evaluateStep } from '../engine/evaluate-step.ts';
import type { CallOutcome } from '../engine/outcome.ts';
import type { HttpRequest } from '../engine/ports.ts';
import type { RequestScope } from '../expression/scope.ts';
import type { Candidate, Conclusion, Reconciliation } from '../providers/profile.ts';
import { decodeBody } from './decode-body.ts';
import { adoptAnswer, buildRequest, type CallWorld, type PreparedCall } from './perform.ts';
import { send } from './send.ts';
import { sendWithToken } from './send-with-token.ts';

/** What the provider says of a call in doubt. */
export type Found =
  | { readonly kind: 'happened'; readonly outcome: CallOutcome }
  /** The provider does not let whoever asks read it: asking again with the same credentials brings the same. */
  | { readonly kind: 'refused'; readonly statusCode: number }
  | { readonly kind: 'did-not' | 'nothing' | 'unreachable' };

/** A call in doubt that its provider can be asked about. */
export interface LookUp {
  /** From when on, in milliseconds since the Unix epoch, the answer can be trusted. */
  readonly ripeAt: number;
  /**
   * Asks the provider, by reading only.
   * @param claimFirst Makes the first of these things at the provider that is nobody else's the call's own.
   */
  ask(claimFirst: (claims: readonly string[]) => Promise<string | undefined>): Promise<Found>;
}

/** More pages are not read of a list: what is sought is among the latest. */
const mostPages = 10;

/** Fields that are about the call itself. Its look-up carries the others too: who asks, and in which version of the API. */
const own = /^(?:content-|accept|expect$|if-|idempotency-)/i;

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
  const reconciliation = call.profile?.reconcile?.({
    path,
    request,
    scope: withKey(call, request, scope),
    sentAt,
  });
  if (reconciliation === undefined) return undefined;
  return {
    ripeAt: sentAt + reconciliation.settleMilliseconds,
    async ask(claimFirst) {
      const said = await askAll(reconciliation, (url) => read(call, request, url, world));
      if (said === undefined) return { kind: 'unreachable' };
      if (said.kind !== 'happened') return said;
      const ours = await oursAmong(said.candidates, claimFirst);
      if (ours === undefined) return { kind: 'nothing' };
      const answer = { statusCode: ours.statusCode, headers: {}, body: ours.body };
      const outcome = adoptAnswer(call, effect, answer, world);
      const facts = { ...outcome.provider.facts, reconciled: true };
      return { kind: 'happened', outcome: { ...outcome, provider: { ...outcome.provider, facts } } };
    },
  };
}

/** The likeliest candidate that no other run has; one without a claim can be told from no other. */
async function oursAmong(
  candidates: readonly Candidate[],
  claimFirst: (claims: readonly string[]) => Promise<string | undefined>,
): Promise<Candidate | undefined> {
  const unclaimed = candidates.find(({ claim }) => claim === undefined);
  const claims = candidates.flatMap(({ claim }) => claim ?? []);
  const ours = unclaimed !== undefined || claims.length === 0 ? undefined : await claimFirst(claims);
  return unclaimed ?? candidates.find(({ claim }) => claim !== undefined && claim === ours);
}

/** Reads page by page; undefined when one cannot be read. */
async function askAll(
  reconciliation: Reconciliation,
  page: (url: string) => Promise<Page | Refused | undefined>,
): Promise<Exclude<Conclusion, { readonly kind: 'more' }> | Refused | undefined> {
  const candidates: Candidate[] = [];
  let { url } = reconciliation;
  for (let pages = 0; pages < mostPages; pages++) {
    const found = await page(url);
    if (found === undefined || 'kind' in found) return found;
    const said = found.isMissing ? reconciliation.whenMissing : reconciliation.conclude(found.body);
    if (said === undefined) return undefined;
    // Pages lead from the latest to the earliest, and what was sought is the earliest.
    if (said.kind === 'happened' || said.kind === 'more') candidates.unshift(...said.candidates);
    if (said.kind !== 'more') return candidates.length > 0 ? { kind: 'happened', candidates } : said;
    ({ url } = said);
  }
  return candidates.length > 0 ? { kind: 'happened', candidates } : { kind: 'nothing' };
}

type Refused = Extract<Found, { readonly kind: 'refused' }>;

/** What was read, or that there is nothing to read. */
interface Page {
  readonly isMissing: boolean;
  readonly body: unknown;
}

/** Reads at the origin of the call and with its credentials; undefined when the provider does not say. */
async function read(
  { token, profile, queryCredentials }: PreparedCall,
  request: HttpRequest,
  url: string,
  world: CallWorld,
): Promise<Page | Refused | undefined> {
  if (new URL(url).origin !== new URL(request.url).origin) return undefined;
  const key = profile?.idempotency?.header.toLowerCase();
  const fields = Object.entries(request.headers).filter(([name]) => !own.test(name) && name !== key);
  const get: HttpRequest = {
    method: 'GET',
    url: withCredentials(url, request.url, queryCredentials),
    headers: { accept: 'application/json', ...Object.fromEntries(fields) },
  };
  const { response } =
    token === undefined ? await send(get, true, world) : await sendWithToken(get, token, true, world);
  if (response === undefined) return undefined;
  const { statusCode, headers: received } = response;
  if (statusCode === 401 || statusCode === 403) return { kind: 'refused', statusCode };
  const isMissing = statusCode === 404;
  if (!isMissing && (statusCode < 200 || statusCode > 299)) return undefined;
  const body = decodeBody(response.body, received['content-type']);
  return isMissing || body !== undefined ? { isMissing, body } : undefined;
}

/** A URL with those credentials that the query of the call has: how it says who asks, beside its fields. */
function withCredentials(url: string, call: string, names: readonly string[]): string {
  if (names.length === 0) return url;
  const [asked, sent] = [new URL(url), new URL(call)];
  const pairs = names.flatMap((name) => {
    // The reference of a next page may have it already.
    const values = asked.searchParams.has(name) ? [] : sent.searchParams.getAll(name);
    return values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  });
  asked.search = [asked.search.slice(1), ...pairs].filter(Boolean).join('&');
  return asked.href;
}

/** What expressions see of a request, its idempotency key among its fields. */
function withKey({ profile }: PreparedCall, { headers }: HttpRequest, scope: RequestScope): RequestScope {
  const name = profile?.idempotency?.header.toLowerCase();
  const key = name === undefined ? undefined : headers[name];
  return key === undefined ? scope : { ...scope, header: { ...scope.header, [name!]: key } };
}

/**
 * The outcome of a call whose process ended before its answer was kept, and of which nothing more is known. It counts as sent: it may have been.
 * @param used Its request, or the channel of its message, as people may see it, as far as that can still be told.
 */
export function interruptedOutcome(
  call: Pick<PreparedCall, 'step'>,
  effect: CallEffect,
  used: Pick<CallOutcome, 'request' | 'channel'>,
): CallOutcome {
  return {
    kind: 'call',
    ...used,
    ...evaluateStep(call.step, effect.scope, false, false),
    failure: {
      reason: 'interrupted',
      delivery: 'unknown',
      message: 'the process ended before the answer was kept',
    },
    provider: { facts: {}, decided: false, mayRetry: true, inDoubt: true },
    durationMilliseconds: 0,
    repeatable: false,
    requests: 1,
  };
}

/** The outcome of a call of which a person says that it happened, without an answer to evaluate: it succeeded and has no outputs. */
export function assertedOutcome(
  call: Pick<PreparedCall, 'step'>,
  effect: CallEffect,
  used: Pick<CallOutcome, 'request' | 'channel'> = {},
): CallOutcome {
  const { step } = call;
  return {
    kind: 'call',
    ...used,
    ...evaluateStep({ ...step, successCriteria: [] }, effect.scope, true, true),
    provider: { facts: { settled: true }, decided: true, mayRetry: true, inDoubt: false },
    durationMilliseconds: 0,
    repeatable: false,
    requests: 1,
  };
}
