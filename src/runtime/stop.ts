/**
 * How a run in hand is stopped: as by an `AbortController`, whose signal is made only for those who wait with one. Few runs are ever stopped, and
 * a signal with a listener costs as much as a tenth of a call.
 */
export interface Stop {
  readonly aborted: boolean;
  /** With what it was stopped. */
  readonly reason: unknown;
  /** Stops it, once. */
  abort(reason?: unknown): void;
  signal(): AbortSignal;
  /** Calls back when it is stopped. */
  onAbort(listener: () => void): void;
}

/** Nothing is stopped yet. */
export function stopOf(): Stop {
  let controller: AbortController | undefined;
  let listeners: readonly (() => void)[] = [];
  const stop = {
    aborted: false,
    reason: undefined as unknown,
    abort(reason?: unknown): void {
      if (stop.aborted) return;
      stop.aborted = true;
      stop.reason = reason;
      controller?.abort(reason);
      for (const listener of listeners) listener();
    },
    signal(): AbortSignal {
      if (controller === undefined) {
        controller = new AbortController();
        if (stop.aborted) controller.abort(stop.reason);
      }
      return controller.signal;
    },
    onAbort(listener: () => void): void {
      listeners = [...listeners, listener];
    },
  };
  return stop;
}
