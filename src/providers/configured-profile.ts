import type { ProviderVerdict } from '../engine/outcome.ts';
import { valueAt } from '../text/pointer.ts';
import { configuredLookUp, type ConfiguredLookUp } from './configured-look-up.ts';
import { addFact, type Facts } from './facts.ts';
import { genericVerdict, isIdempotent } from './generic.ts';
import type { Exchange, ProviderProfile } from './profile.ts';
import type { ProfileSettings, StatusRange } from './profile-settings.ts';

/**
 * The profile that a person's settings describe. Where they say nothing, HTTP alone is known of the provider.
 * @throws Error for settings that {@link profileFlaws} finds fault with.
 */
export function configuredProfile(settings: ProfileSettings): ProviderProfile {
  const { name, origins, headers = {}, idempotency, pace } = settings;
  const lookUps = new Map(
    Object.entries(settings.lookUps ?? {}).map(([operation, each]) => [
      operation,
      configuredLookUp(name, each),
    ]),
  );
  const lookUpOf = (method: string, path: string): ConfiguredLookUp | undefined =>
    lookUps.get(`${method} ${path}`);
  return {
    name,
    title: name,
    origins,
    recognises: (source) => source.origins.some((origin) => origins.includes(origin)),
    headers,
    ...(idempotency === undefined
      ? {}
      : {
          idempotency: {
            header: idempotency.header,
            methods: idempotency.methods,
            lifeMilliseconds: idempotency.hours * 3_600_000,
          },
        }),
    credentials: [],
    verdict: verdictBy(settings, lookUpOf),
    reconcile: (call) => lookUpOf(call.request.method, call.path)?.reconcile(call),
    claims: ({ created }) => (created === undefined ? [] : [`${name}:${String(created)}`]),
    ...(pace === undefined ? {} : { pace: () => ({ key: name, ...pace }) }),
  };
}

function verdictBy(
  {
    idempotency,
    undecided = idempotency === undefined ? [] : [409, 429, '5XX'],
    doubtful = [],
  }: ProfileSettings,
  lookUpOf: (method: string, path: string) => ConfiguredLookUp | undefined,
): ProviderProfile['verdict'] {
  const decidesNothing = statusTest(undecided);
  const isDoubtful = statusTest(doubtful);
  return (exchange: Exchange): ProviderVerdict => {
    const known = genericVerdict(exchange);
    const { request, path, response } = exchange;
    if (response === undefined) return known;
    const { statusCode, body } = response;
    const isProtected =
      isIdempotent(request.method) || idempotency?.methods.includes(request.method) === true;
    const inDoubt = !isProtected && isDoubtful(statusCode);
    const facts: Facts = { ...known.facts };
    const claim = statusCode < 300 ? lookUpOf(request.method, path)?.claim : undefined;
    if (claim !== undefined) addFact(facts, 'created', valueAt(body, claim));
    return { ...known, facts, decided: !inDoubt && !decidesNothing(statusCode), inDoubt };
  };
}

/** A test of statuses: `409`, or `5XX` for all of a hundred. */
function statusTest(ranges: readonly StatusRange[]): (statusCode: number) => boolean {
  const texts = new Set(ranges.map(String));
  return (statusCode) => texts.has(String(statusCode)) || texts.has(`${Math.floor(statusCode / 100)}XX`);
}
