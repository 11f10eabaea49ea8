import type { Clock, HttpResponse } from '../../engine/ports.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { emulate } from '../emulate.ts';
import type { Emulator } from '../emulator.ts';
import { createIds } from '../ids.ts';
import { jsonResponse } from '../json-response.ts';
import { matchPath } from '../path-template.ts';
import { basicCredentials, type ReceivedRequest } from '../received-request.ts';
import { createMessage } from './create-message.ts';
import { envelope, injectedFailure, TwilioFailure } from './errors.ts';
import { listMessages } from './list-messages.ts';
import type { Message } from './message.ts';
import type { TwilioState } from './state.ts';
import { updateMessage } from './update-message.ts';

/** A Twilio account with test credentials that lives in this process. It texts nobody. */
export interface TwilioEmulator extends Emulator {
  /** What would have been texted, in the order of creation. */
  messages(): readonly Message[];
  /** The owner of this number texts STOP: messages to it are refused with 21610 from now on. */
  optOut(number: string): void;
}

/** The account, the clock and the senders of an emulated Twilio. */
export interface TwilioEmulatorOptions {
  /** The only account; any well-formed sid when absent. */
  readonly accountSid?: string;
  /** Its token; any when absent. API keys (`SK...`) are always accepted, with any secret. */
  readonly authToken?: string;
  /** This machine's when absent. */
  readonly clock?: Clock;
  /** Numbers that can be sent from, beside the magic +15005550006. */
  readonly numbers?: readonly string[];
  /** Two emulators with one seed give the same sids for the same requests. */
  readonly seed?: string;
}

const collection = '/2010-04-01/Accounts/{AccountSid}/Messages.json';
const single = '/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}';

/**
 * Emulates Twilio's messages: create, fetch, list, update, with the magic numbers, errors and headers of the real API.
 * Evidence: docs/providers.md 2.1 to 2.6. A create has no idempotency: sent twice is texted twice.
 */
export function createTwilioEmulator(options: TwilioEmulatorOptions = {}): TwilioEmulator {
  const { clock = systemClock, numbers = [], seed = 'twilio' } = options;
  const ids = createIds(seed);
  const state: TwilioState = { ids, clock, messages: new Map(), optOuts: new Set(), numbers };
  let concurrent = 0;

  const respond = (statusCode: number, body: unknown, headers = {}): HttpResponse =>
    jsonResponse(statusCode, body, {
      'twilio-request-id': ids('RQ', 32, 'hex'),
      'twilio-concurrent-requests': String(Math.max(concurrent, 1)),
      'twilio-request-duration': '0.080',
      ...headers,
    });

  const execute = (request: ReceivedRequest): HttpResponse => {
    try {
      authenticate(request, options);
      return answer(state, request, respond);
    } catch (error) {
      if (error instanceof TwilioFailure) return respond(error.statusCode, envelope(error));
      throw error;
    }
  };

  const frame = emulate({
    name: 'twilio',
    origins: ['https://api.twilio.com'],
    basePath: '/2010-04-01',
    routes: [collection, single].flatMap((path) => [`GET ${path}`, `POST ${path}`]),
    clock,
    async answer(request, during) {
      concurrent++;
      try {
        return await during(() => execute(request));
      } finally {
        concurrent--;
      }
    },
    injected: (_, { statusCode, body, headers }) =>
      respond(statusCode, body ?? envelope(injectedFailure(statusCode)), headers),
  });
  return {
    ...frame,
    messages: () => [...state.messages.values()],
    optOut: (number) => void state.optOuts.add(number),
  };
}

function answer(
  state: TwilioState,
  { method, path, query, body }: ReceivedRequest,
  respond: (statusCode: number, body: unknown) => HttpResponse,
): HttpResponse {
  const [account] = matchPath(collection, path) ?? [];
  if (account !== undefined && method === 'POST') {
    return respond(201, createMessage(state, account, new URLSearchParams(body)));
  }
  if (account !== undefined && method === 'GET') {
    return respond(200, listMessages(state.messages.values(), account, new URLSearchParams(query)));
  }
  const [owner, file = ''] = matchPath(single, path) ?? [];
  const message = state.messages.get(file.replace(/\.json$/, ''));
  if (message?.account_sid === owner && message !== undefined) {
    if (method === 'GET') return respond(200, message);
    if (method === 'POST') return respond(200, updateMessage(state, message, new URLSearchParams(body)));
  }
  throw notFound(path);
}

/** Throws the 401 of missing or wrong credentials, and the 404 of an account that is not theirs. */
function authenticate({ headers, path }: ReceivedRequest, options: TwilioEmulatorOptions): void {
  const { username = '', password = '' } = basicCredentials(headers['authorization'] ?? '') ?? {};
  const { accountSid, authToken } = options;
  const isKey = /^SK[0-9a-f]{32}$/i.test(username);
  const isAccount = accountSid === undefined ? /^AC[0-9a-f]{32}$/i.test(username) : username === accountSid;
  const isSecret = password !== '' && (isKey || authToken === undefined || password === authToken);
  if ((!isKey && !isAccount) || !isSecret) throw new TwilioFailure(401, 20003, 'Authenticate');
  const [account] = matchPath('/2010-04-01/Accounts/{AccountSid}/*', path) ?? [];
  const own = accountSid ?? (isAccount ? username : account);
  if (account === undefined || account !== own || !/^AC[0-9a-f]{32}$/i.test(account)) throw notFound(path);
}

function notFound(path: string): TwilioFailure {
  return new TwilioFailure(404, 20404, `The requested resource ${path} was not found`);
}
