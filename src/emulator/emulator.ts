import type { HttpRequest, HttpResponse, TransportFailureReason } from '../engine/ports.ts';
import type { Faults } from './faults.ts';

/** A provider that lives in this process: it keeps state and answers as the real one does. */
export interface Emulator {
  /** `stripe`, `twilio`. */
  readonly name: string;
  /** The origins of the real API, which {@link Emulator.handle} answers for. */
  readonly origins: readonly string[];
  /** What every path of the API begins with: `/v1`. Tells emulators apart that share a port. */
  readonly basePath: string;
  /** The calls that it knows, by method and path template: `GET /v1/customers/{customer}`. */
  readonly routes: readonly string[];
  readonly faults: Faults;
  /** Every request so far, in the order of arrival, credentials included. */
  readonly requests: readonly RecordedRequest[];
  /**
   * Answers a request. Rejects with a TransportFailure when a fault says that no answer comes.
   * Once handed over, a request is carried out, whether or not the sender still waits: as with the real ones.
   */
  handle(request: HttpRequest): Promise<HttpResponse>;
}

/** A request as it arrived, and what came of it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Field names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The decoded pairs of a form body in the order sent; empty for other bodies. */
  readonly form: readonly (readonly [name: string, value: string])[];
  /** Absent until answered. */
  readonly statusCode?: number;
  /** Why there was no answer. */
  readonly failure?: TransportFailureReason;
}
