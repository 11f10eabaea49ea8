import { matchPath } from './path-template.ts';

/** What goes wrong. */
export type FaultEffect = StatusFault | ResetFault | DelayFault | RefuseFault;

/** Answers with this status. */
export interface StatusFault {
  readonly kind: 'status';
  readonly statusCode: number;
  /** Added to the provider's usual ones, for example `{ 'retry-after': '3' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. The provider's own error envelope for the status when absent. */
  readonly body?: unknown;
  /**
   * Keep the answer under the request's idempotency key, so that a repeat gets it again: what Stripe does with a 500
   * (docs/providers.md 1.4). Providers without idempotency keys pay no heed to it.
   */
  readonly stored?: boolean;
  /** Do what was asked first, and then lie about it: an unknown outcome. */
  readonly executed?: boolean;
}

/** Closes the connection without an answer, after the request was read. */
export interface ResetFault {
  readonly kind: 'reset';
  /** Whether the request took effect before the connection broke. */
  readonly executed?: boolean;
}

/** Takes the request, waits on the emulator's clock, then goes on as usual. The idempotency key is in use meanwhile. */
export interface DelayFault {
  readonly kind: 'delay';
  readonly milliseconds: number;
}

/** Nothing listens. Over a real socket, which is already open by then, it is a closed connection. */
export interface RefuseFault {
  readonly kind: 'refuse';
}

/** Something that goes wrong, and when. */
export interface Fault {
  readonly match?: {
    readonly method?: string;
    /** A template such as `/v1/payment_intents/{intent}/confirm`, or a prefix that ends in `*`. */
    readonly path?: string;
    /** Starts with the nth request that matches, counted from 1 since the fault was added. */
    readonly nth?: number;
  };
  /** How many requests it hits; 1 unless told. */
  readonly times?: number | 'always';
  readonly effect: FaultEffect;
}

/** The faults of one emulator. Of several that match a request, the one added first hits it. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** What hits this request, if anything; it is counted. */
  take(request: { readonly method: string; readonly path: string }): FaultEffect | undefined;
}

/** No faults yet. */
export function createFaults(): Faults {
  let pending: { readonly fault: Fault; seen: number; left: number }[] = [];
  return {
    add(fault) {
      const { times = 1 } = fault;
      pending.push({ fault, seen: 0, left: times === 'always' ? Infinity : times });
    },
    clear() {
      pending = [];
    },
    take(request) {
      const matching = pending.filter(({ fault }) => matches(fault, request));
      for (const one of matching) one.seen++;
      const hit = matching.find(({ fault, seen }) => seen >= (fault.match?.nth ?? 1));
      if (hit === undefined) return undefined;
      hit.left--;
      pending = pending.filter(({ left }) => left > 0);
      return hit.fault.effect;
    },
  };
}

function matches(
  { match = {} }: Fault,
  request: { readonly method: string; readonly path: string },
): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== request.method) return false;
  return match.path === undefined || matchPath(match.path, request.path) !== undefined;
}
