import type { HttpResponse } from '../engine/ports.ts';
import { jsonFault } from '../text/json-fault.ts';
import type { Emulator } from './emulator.ts';
import { jsonResponse } from './json-response.ts';
import { mayHit, neverHits } from './may-hit.ts';
import { readFault } from './read-fault.ts';
import type { ReceivedRequest } from './received-request.ts';

/** What the paths of the control begin with. No emulated API has such paths. */
export const controlPath = '/_sandbox/';

/**
 * Lets whoever runs a sandbox look into it and break it, over HTTP:
 * - `GET /_sandbox/requests`: what arrived, per emulator, without credentials.
 * - `POST /_sandbox/faults`: adds a fault; the JSON of a Fault, with the `emulator` it is for:
 *   `{"emulator": "stripe", "match": {"path": "/v1/payment_intents*"}, "times": 2, "effect": {"kind": "status", "statusCode": 429}}`.
 * - `DELETE /_sandbox/faults`: removes all.
 */
export function answerControl(emulators: readonly Emulator[], request: ReceivedRequest): HttpResponse {
  switch (`${request.method} ${request.path}`) {
    case 'GET /_sandbox/requests':
      return jsonResponse(200, { requests: emulators.flatMap(shownRequests) });
    case 'POST /_sandbox/faults':
      return addFault(emulators, request);
    case 'DELETE /_sandbox/faults':
      for (const { faults } of emulators) faults.clear();
      return jsonResponse(200, { faults: [] });
    default:
      return problem(404, 'The sandbox knows GET /_sandbox/requests, POST and DELETE /_sandbox/faults.');
  }
}

function addFault(emulators: readonly Emulator[], { headers, body }: ReceivedRequest): HttpResponse {
  // A page of another site can send a form here unasked, but not JSON.
  if (headers['content-type']?.split(';')[0]?.trim() !== 'application/json') {
    return problem(415, 'A fault is sent as application/json.');
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return problem(400, `The body is not JSON: ${jsonFault(body)}.`);
  }
  const fault = readFault(value);
  if (typeof fault === 'string') return problem(400, fault);
  const { emulator: name } = value as { readonly emulator?: unknown };
  const emulator = emulators.find((one) => one.name === name);
  if (emulator === undefined) {
    return problem(400, `"emulator" is one of ${emulators.map((one) => one.name).join(', ')}.`);
  }
  const { match = {} } = fault;
  if (!mayHit(emulator.routes, match)) {
    const { message, hint } = neverHits(emulator.routes, match);
    return problem(400, `${message} ${hint}`);
  }
  emulator.faults.add(fault);
  return jsonResponse(201, value);
}

function shownRequests({ name, requests }: Emulator): readonly object[] {
  return requests.map(({ headers: { authorization: _secret, ...headers }, ...request }) => ({
    emulator: name,
    ...request,
    headers,
  }));
}

function problem(statusCode: number, message: string): HttpResponse {
  return jsonResponse(statusCode, { error: message });
}
