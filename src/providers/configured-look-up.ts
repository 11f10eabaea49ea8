import { compileTemplate } from '../expression/compile-template.ts';
import { parseTemplate } from '../expression/parse-template.ts';
import type { RequestScope, Scope } from '../expression/scope.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import { parsePointer, valueAt } from '../text/pointer.ts';
import type { Candidate, Conclusion, Reconciliation, SentCall } from './profile.ts';
import type { LookUpSettings } from './profile-settings.ts';

/** A way to find out what came of a call, compiled. */
export interface ConfiguredLookUp {
  /** Tokens of the pointer to the id of what the call made, in its answer as well. */
  readonly claim: readonly string[] | undefined;
  reconcile(call: SentCall): Reconciliation | undefined;
}

/** What our clock and the provider's may differ by. */
const skew = 120_000;

/** Compiles how to find out what came of a call. */
export function configuredLookUp(provider: string, settings: LookUpSettings): ConfiguredLookUp {
  const { items, created, next, settleSeconds = 60, isComplete = false, statusCode = 200 } = settings;
  const url = compileTemplate(parseTemplate(settings.read).template, {}, 'form');
  const match = Object.entries(settings.match).map(([pointer, expected]) => ({
    at: tokensOf(pointer),
    expected: compileTemplate(parseTemplate(expected).template),
  }));
  const [list, made, more, claim] = [items, created, next, settings.claim].map(
    (pointer) => pointer && tokensOf(pointer),
  ) as (readonly string[] | undefined)[];
  const absent: Conclusion = { kind: isComplete ? 'did-not' : 'nothing' };

  const candidateOf = (item: unknown): Candidate => {
    const id = claim && valueAt(item, claim);
    return { ...(isScalar(id) ? { claim: `${provider}:${String(id)}` } : {}), statusCode, body: item };
  };
  return {
    claim,
    reconcile({ request, scope: sent, sentAt }) {
      const scope = scopeOf(sent);
      const wanted = match.map(({ at, expected }) => ({ at, values: [expected(scope)].flat() }));
      // What a call does not say of itself, nothing can be recognised by.
      if (wanted.some(({ values }) => !values.every(isScalar))) return undefined;
      const read = resolved(url, scope, request.url);
      if (read === undefined) return undefined;
      const isOurs = (item: unknown): boolean =>
        wanted.every(({ at, values }) => values.some((value) => isSame(valueAt(item, at), value))) &&
        (made === undefined || timeOf(valueAt(item, made)) >= sentAt - skew);
      return {
        settleMilliseconds: settleSeconds * 1000,
        url: read,
        whenMissing: absent,
        conclude(page) {
          const found = list === undefined ? [page] : valueAt(page, list);
          if (!Array.isArray(found)) return { kind: 'nothing' };
          const candidates = found.filter(isOurs).map(candidateOf);
          const following = more && valueAt(page, more);
          if (typeof following === 'string' && URL.canParse(following, read)) {
            return { kind: 'more', candidates, url: new URL(following, read).href };
          }
          return candidates.length === 0 ? absent : { kind: 'happened', candidates };
        },
      };
    },
  };
}

function tokensOf(pointer: string): readonly string[] {
  const tokens = parsePointer(pointer);
  if (tokens === undefined) throw new Error(`${pointer} is not a JSON Pointer.`);
  return tokens;
}

/** What the expressions of a look-up see: the request of the call, and nothing else of the run. */
function scopeOf(request: RequestScope): Scope {
  return { inputs: {}, steps: {}, workflows: {}, request };
}

/** The URL to read, at the origin of the call; undefined when the request does not say all that is in it. */
function resolved(url: (scope: Scope) => unknown, scope: Scope, call: string): string | undefined {
  try {
    const reference = String(url(scope));
    const at = URL.canParse(reference, call) ? new URL(reference, call) : undefined;
    return at?.origin === new URL(call).origin ? at.href : undefined;
  } catch (error) {
    if (error instanceof UnresolvedValue) return undefined;
    throw error;
  }
}

/** A time in milliseconds since the Unix epoch; NaN, which is later than nothing, for what is none. */
function timeOf(value: unknown): number {
  return typeof value === 'number' ? value * 1000 : Date.parse(String(value));
}

/** Forms hold texts where answers hold numbers. */
function isSame(found: unknown, wanted: unknown): boolean {
  return isScalar(found) && String(found) === String(wanted);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
