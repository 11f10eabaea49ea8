import type { Clock, Transport } from '../engine/ports.ts';
import { emulatorTransport } from './emulator-transport.ts';
import type { Emulator } from './emulator.ts';
import { createStripeEmulator, type StripeEmulator } from './stripe/emulator.ts';
import { createTwilioEmulator, type TwilioEmulator } from './twilio/emulator.ts';

/** The emulated providers, and what a run needs to reach them and nothing else. */
export interface Sandbox {
  readonly stripe: StripeEmulator;
  readonly twilio: TwilioEmulator;
  readonly emulators: readonly Emulator[];
  /** Reaches the emulators in this process; every other origin is an unknown host. */
  readonly transport: Transport;
  /** Made up, and accepted by the emulators alone. */
  readonly credentials: Readonly<Record<string, string>>;
}

/**
 * A sandbox in which nothing has happened yet.
 * @example
 * const { transport, credentials, twilio } = createSandbox();
 * await run(plan, { transport, credentials, inputs });
 * console.log(twilio.messages());
 */
export function createSandbox(options: { readonly clock?: Clock } = {}): Sandbox {
  const stripe = createStripeEmulator(options);
  const twilio = createTwilioEmulator(options);
  const emulators = [stripe, twilio];
  return {
    stripe,
    twilio,
    emulators,
    transport: emulatorTransport(emulators),
    credentials: {
      STRIPE_API_KEY: 'sk_test_heddleSandbox',
      TWILIO_API_KEY: `SK${'0'.repeat(32)}`,
      TWILIO_API_SECRET: 'heddleSandboxSecret',
    },
  };
}
