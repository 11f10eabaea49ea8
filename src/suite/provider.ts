import { type HttpRequest, type HttpResponse, type Transport, TransportFailure } from '../engine/ports.ts';

/** A provider that answers as it is told to, and remembers who called. */
export interface Provider extends Transport {
  /** `POST /orders`, in the order of arrival. */
  readonly calls: readonly string[];
  /** From now on, how calls like `POST /orders` are answered; 200 with an `id` otherwise. */
  on(call: string, behaviour: Behaviour): void;
  /** Waits until there were so many calls like `POST /orders`. */
  called(call: string, times: number): Promise<void>;
}

/** What becomes of a call: an answer, an answer that never comes, a lost connection, or what a function makes of how often it was called. */
export type Behaviour =
  | {
      readonly statusCode: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly json?: unknown;
    }
  | 'silence'
  | 'reset'
  | Promise<unknown>
  | ((times: number) => Behaviour);

/** A provider without a memory of its own. */
export function provider(): Provider {
  const calls: string[] = [];
  const behaviours = new Map<string, Behaviour>();
  const waiting = new Set<() => void>();
  const timesOf = (call: string): number => calls.filter((each) => each === call).length;
  return {
    calls,
    on: (call, behaviour) => void behaviours.set(call, behaviour),
    called: (call, times) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (timesOf(call) < times) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async send(request) {
      const call = `${request.method} ${new URL(request.url).pathname}`;
      calls.push(call);
      for (const look of waiting) look();
      return answer(behaviours.get(call) ?? { statusCode: 200 }, timesOf(call), request);
    },
  };
}

async function answer(behaviour: Behaviour, times: number, request: HttpRequest): Promise<HttpResponse> {
  if (typeof behaviour === 'function') return answer(behaviour(times), times, request);
  if (behaviour === 'silence') return new Promise(() => undefined);
  if (behaviour === 'reset') throw new TransportFailure('reset', 'unknown', 'the connection was reset');
  if (behaviour instanceof Promise) {
    await behaviour;
    return answer({ statusCode: 200 }, times, request);
  }
  const { statusCode, headers = {}, json = { id: `${request.method.toLowerCase()}-${times}` } } = behaviour;
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: new TextEncoder().encode(JSON.stringify(json)),
  };
}
