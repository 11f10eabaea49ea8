import { type HttpRequest, TransportFailure } from '../engine/ports.ts';
import { type Sent, type SendWorld, send } from './send.ts';
import type { TokenSource } from './tokens.ts';

/**
 * Sends a request with a token, which is obtained or renewed first when need be. A 401 means that nothing was done: the request is sent once more, with
 * a new token, whatever its method is. Without a token nothing is sent (clause 4.6).
 */
export async function sendWithToken(
  request: HttpRequest,
  source: TokenSource,
  repeatable: boolean,
  world: SendWorld,
): Promise<Sent> {
  const token = await orFailure(source.current());
  if (typeof token !== 'string') return { failure: token, requests: 0 };
  const sent = await send(bearing(request, token), repeatable, world);
  if (sent.response?.statusCode !== 401) return sent;
  const renewed = await orFailure(source.renewed(token));
  // Without another token, the refusal is the answer.
  if (typeof renewed !== 'string' || renewed === token) return sent;
  const again = await send(bearing(request, renewed), repeatable, world);
  return { ...again, requests: sent.requests + again.requests };
}

function bearing(request: HttpRequest, token: string): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}

async function orFailure(token: Promise<string>): Promise<string | TransportFailure> {
  try {
    return await token;
  } catch (failure) {
    if (failure instanceof TransportFailure) return failure;
    throw failure;
  }
}
