import { type HttpRequest, type Transport, TransportFailure } from '../../src/engine/ports.ts';
import { readFault } from '../../src/emulator/read-fault.ts';
import {
  type Charge,
  createStripeEmulator,
  createTwilioEmulator,
  type Emulator,
  type ManualClock,
  manualClock,
  type Message,
} from '../../src/testing.ts';
import { base, type Scenario } from './scenario.ts';

/** Everything outside of a run: emulated providers, and the time. The runs of a scenario share one. */
export interface World {
  readonly clock: ManualClock;
  /** Sends to the emulators, and keeps what was sent. */
  readonly transport: Transport;
  /** In the order sent, to whichever provider. */
  readonly requests: readonly SentRequest[];
  charges(): readonly Charge[];
  messages(): readonly Message[];
  /** What the providers know and nobody may be shown. */
  secrets(): readonly string[];
}

/** A request as it was sent, and what came back. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** Field names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The decoded pairs of the body, in the order sent. */
  readonly form: readonly (readonly [name: string, value: string])[];
  /** On the world's clock, in milliseconds. */
  readonly at: number;
  /** A status code, or the reason why there was no answer. */
  readonly answer: number | string;
}

/** How requests get to emulators. */
export type Connect = (emulators: readonly Emulator[]) => Transport | Promise<Transport>;

/** The world of a scenario, before anything has happened in it. */
export async function createWorld(
  { name, faults, optOuts }: Pick<Scenario, 'name' | 'faults' | 'optOuts'>,
  connect: Connect,
): Promise<World> {
  const clock = manualClock();
  const {
    STRIPE_API_KEY: apiKey,
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
  } = base.credentials;
  const stripe = createStripeEmulator({ clock, apiKey: apiKey! });
  const twilio = createTwilioEmulator({ clock, accountSid: accountSid!, authToken: authToken! });
  for (const given of faults) {
    const emulator = [stripe, twilio].find((one) => one.name === given.emulator);
    const fault = emulator === undefined ? 'There is no such emulator.' : readFault(given);
    if (typeof fault === 'string') throw new Error(`${name}: ${fault}`);
    emulator!.faults.add(fault);
  }
  for (const number of optOuts) twilio.optOut(number);

  const requests: SentRequest[] = [];
  const inner = await connect([stripe, twilio]);
  return {
    clock,
    requests,
    transport: {
      async send(request, signal) {
        const sent = { ...described(request), at: clock.now() };
        const index = requests.push({ ...sent, answer: 'none yet' }) - 1;
        try {
          const response = await inner.send(request, signal);
          requests[index] = { ...sent, answer: response.statusCode };
          return response;
        } catch (error) {
          if (error instanceof TransportFailure) requests[index] = { ...sent, answer: error.reason };
          throw error;
        }
      },
    },
    charges: () => stripe.charges(),
    messages: () => twilio.messages(),
    secrets: () => stripe.paymentIntents().map((intent) => intent.client_secret),
  };
}

function described({
  method,
  url,
  headers,
  body = '',
}: HttpRequest): Pick<SentRequest, 'method' | 'url' | 'headers' | 'form'> {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const fields = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { method, url, headers: Object.fromEntries(fields), form: [...new URLSearchParams(text)] };
}
