/**
 * `heddle/testing`: stateful emulators of Stripe and Twilio, and mocks of any other API, to test workflows without a network, an account or a wait.
 * In process through {@link emulatorTransport}, or over HTTP through {@link listen}; a whole document at once by {@link rehearse}.
 */
export {
  createDocumentSandbox,
  type DocumentSandbox,
  type DocumentSandboxOptions,
} from './emulator/document-sandbox.ts';
export type { Emulator, RecordedRequest } from './emulator/emulator.ts';
export { emulatorTransport } from './emulator/emulator-transport.ts';
export type {
  DelayFault,
  Fault,
  FaultEffect,
  Faults,
  RefuseFault,
  ResetFault,
  StatusFault,
} from './emulator/faults.ts';
export { listen, type ListeningEmulators, type ListenOptions } from './emulator/listen.ts';
export { manualClock, type ManualClock } from './emulator/manual-clock.ts';
export type { MessageExchange } from './emulator/channels/channel-sandbox.ts';
export { createMock, type Mock, type MockExchange, type MockOptions } from './emulator/mock/mock.ts';
export type { RequestFinding } from './emulator/mock/request-finding.ts';
export { createSandbox, type Sandbox } from './emulator/sandbox.ts';
export type { Charge } from './emulator/stripe/charge.ts';
export type { Customer } from './emulator/stripe/customer.ts';
export {
  createStripeEmulator,
  type StripeEmulator,
  type StripeEmulatorOptions,
} from './emulator/stripe/emulator.ts';
export type { PaymentIntent, PaymentIntentStatus } from './emulator/stripe/payment-intent.ts';
export {
  type Decline,
  type TestPaymentMethod,
  testPaymentMethods,
} from './emulator/stripe/test-payment-methods.ts';
export {
  createTwilioEmulator,
  type TwilioEmulator,
  type TwilioEmulatorOptions,
} from './emulator/twilio/emulator.ts';
export type { Message, MessageStatus } from './emulator/twilio/message.ts';
export {
  type Clock,
  type HttpRequest,
  type HttpResponse,
  type Transport,
  TransportFailure,
  type TransportFailureReason,
} from './engine/ports.ts';
export {
  type RehearsedWorkflow,
  type Rehearsal,
  rehearse,
  type RehearseOptions,
  type WireRequest,
} from './rehearse.ts';
export { localSubject, type SharedStore } from './suite/local-places.ts';
export { runsSuite } from './suite/runs-suite.ts';
export type { OpenPlaceOptions, RunsPlace, RunsSubject, SuiteCase } from './suite/subject.ts';
export {
  type Scenario,
  simulate,
  type SimulatedRequest,
  type SimulatedStep,
  type SimulateOptions,
  type Simulation,
} from './simulate.ts';
