import type { Clock, HttpResponse } from '../../engine/ports.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { type During, emulate } from '../emulate.ts';
import type { Emulator } from '../emulator.ts';
import { decodeForm, FormFailure, type FormFields, formPairs } from '../form.ts';
import { createIds } from '../ids.ts';
import { jsonResponse } from '../json-response.ts';
import { matchPath } from '../path-template.ts';
import type { ReceivedRequest } from '../received-request.ts';
import { authenticate } from './authenticate.ts';
import type { Charge } from './charge.ts';
import { chargeRoutes } from './charges.ts';
import { settle } from './confirm.ts';
import type { Customer } from './customer.ts';
import { customerRoutes } from './customers.ts';
import { docUrl, injectedError, invalid, type StripeError, StripeFailure } from './errors.ts';
import { expand } from './expand.ts';
import { createIdempotency } from './idempotency.ts';
import { readParameters } from './parameters.ts';
import type { PaymentIntent } from './payment-intent.ts';
import { paymentIntentRoutes } from './payment-intents.ts';
import { paymentMethodRoutes } from './payment-methods.ts';
import type { StripeRoute } from './route.ts';
import { createState } from './state.ts';
import { defaultVersion, isVersion } from './versions.ts';

/** A Stripe account in test mode that lives in this process. */
export interface StripeEmulator extends Emulator {
  /** In the order of creation, as are the others. */
  charges(): readonly Charge[];
  paymentIntents(): readonly PaymentIntent[];
  customers(): readonly Customer[];
  /**
   * What happens outside of any request: the customer authenticates a payment that is `requires_action`, or does not;
   * the bank pays one that is `processing`, or does not. Throws an Error for any other.
   */
  settle(paymentIntent: string, outcome: 'succeeded' | 'failed'): PaymentIntent;
}

/** The key, the clock and the seed of an emulated Stripe. */
export interface StripeEmulatorOptions {
  /** This machine's when absent. */
  readonly clock?: Clock;
  /** The only key accepted; any test key when absent. */
  readonly apiKey?: string;
  /** Two emulators with one seed give the same ids for the same requests. */
  readonly seed?: string;
}

const routes: readonly StripeRoute[] = [
  ...paymentIntentRoutes,
  ...customerRoutes,
  ...paymentMethodRoutes,
  ...chargeRoutes,
];

/**
 * Emulates the part of Stripe that payments need: payment intents, customers, payment methods, charges; with the test
 * payment methods, idempotency keys, versions, errors and headers of the real API. Evidence: docs/providers.md 1.1 to 1.9.
 */
export function createStripeEmulator(options: StripeEmulatorOptions = {}): StripeEmulator {
  const { clock = systemClock, apiKey, seed = 'stripe' } = options;
  const ids = createIds(seed);
  const state = createState(ids, clock);
  const idempotency = createIdempotency(clock);

  const respond = (context: AnswerContext, statusCode: number, body: unknown, headers = {}): HttpResponse =>
    jsonResponse(statusCode, body, { ...commonHeaders(context), ...headers });

  const fail = (context: AnswerContext, failure: StripeFailure): HttpResponse => {
    const retry = [409, 429].includes(failure.statusCode) ? {} : { 'stripe-should-retry': 'false' };
    return respond(context, failure.statusCode, envelope(failure.error, context, clock), retry);
  };

  const answer = async (request: ReceivedRequest, during: During): Promise<HttpResponse> => {
    const context = contextOf(request, ids('req_', 14));
    const execute = (): HttpResponse => {
      try {
        const { route, path } = findRoute(request);
        const { expand: wanted, ...parameters } = readFields(request);
        const paths =
          readParameters(wanted === undefined ? {} : { expand: wanted }, { expand: 'list' }).expand ?? [];
        const body = route.answer({ state, parameters, path, version: context.version });
        return respond(context, 200, expand(state, body, paths), { 'stripe-should-retry': 'false' });
      } catch (error) {
        if (error instanceof StripeFailure) return fail(context, error);
        throw error;
      }
    };
    try {
      const { account } = authenticate(request, apiKey);
      checkVersion(context.version);
      const { key } = context;
      if (key === undefined) return await during(execute);
      if (key.length > 255) throw invalid('An idempotency key has at most 255 characters.');
      const use = {
        scope: `${account} ${key}`,
        fingerprint: fingerprint(request),
        requestId: context.requestId,
      };
      return await idempotency.once(use, () => during(execute));
    } catch (error) {
      if (error instanceof StripeFailure) return fail(context, error);
      throw error;
    }
  };

  const frame = emulate({
    name: 'stripe',
    origins: ['https://api.stripe.com'],
    basePath: '/v1',
    routes: routes.map(({ method, template }) => `${method} ${template}`),
    clock,
    answer,
    injected(request, { statusCode, body, headers }) {
      const context = contextOf(request, ids('req_', 14));
      const shown = body ?? envelope(injectedError(statusCode), context, clock);
      const reason = statusCode === 429 ? { 'stripe-rate-limited-reason': 'global-rate' } : {};
      return respond(context, statusCode, shown, { ...reason, ...headers });
    },
  });
  return {
    ...frame,
    charges: () => [...state.charges.values()],
    paymentIntents: () => [...state.paymentIntents.values()],
    customers: () => [...state.customers.values()],
    settle: (id, outcome) => settle(state, id, outcome),
  };
}

/** What every answer to a request shows of it. */
interface AnswerContext {
  readonly requestId: string;
  readonly version: string;
  /** The idempotency key; only that of a POST counts. */
  readonly key: string | undefined;
}

function contextOf({ method, headers }: ReceivedRequest, requestId: string): AnswerContext {
  return {
    requestId,
    version: headers['stripe-version'] ?? defaultVersion,
    key: method === 'POST' ? headers['idempotency-key'] || undefined : undefined,
  };
}

function commonHeaders({ requestId, version, key }: AnswerContext): Readonly<Record<string, string>> {
  return {
    'request-id': requestId,
    'stripe-version': isVersion(version) ? version : defaultVersion,
    ...(key === undefined ? {} : { 'original-request': requestId, 'idempotency-key': key }),
  };
}

function envelope(error: StripeError, { requestId }: AnswerContext, clock: Clock): object {
  const { code } = error;
  const log = `https://dashboard.stripe.com/test/logs/${requestId}?t=${Math.floor(clock.now() / 1000)}`;
  return {
    error: { ...error, ...(code === undefined ? {} : { doc_url: docUrl(code) }), request_log_url: log },
  };
}

function checkVersion(version: string): void {
  if (!isVersion(version)) throw invalid(`Invalid Stripe API version: ${version}`);
}

function findRoute({ method, path }: ReceivedRequest): {
  readonly route: StripeRoute;
  readonly path: readonly string[];
} {
  for (const route of routes) {
    const matched = route.method === method ? matchPath(route.template, path) : undefined;
    if (matched !== undefined) return { route, path: matched };
  }
  throw new StripeFailure(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}).`,
  });
}

function readFields({ method, query, headers, body }: ReceivedRequest): FormFields {
  const { 'content-type': type = '' } = headers;
  if (method === 'POST' && body !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
    throw invalid('The body of a request is application/x-www-form-urlencoded.');
  }
  try {
    return decodeForm(method === 'POST' ? body : query);
  } catch (error) {
    if (error instanceof FormFailure) throw invalid(error.message, { param: error.field });
    throw error;
  }
}

/** The order of the parameters does not matter. */
function fingerprint({ method, path, body }: ReceivedRequest): string {
  const pairs = formPairs(body).map((pair) => JSON.stringify(pair));
  return [method, path, ...pairs.toSorted()].join('\n');
}
