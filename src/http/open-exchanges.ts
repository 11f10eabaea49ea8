/** What cancels an exchange. */
type Cancel = () => void;

/** Places for open exchanges, of which each is taken again as soon as it is free. */
interface OpenExchanges {
  readonly places: (Cancel | undefined)[];
  readonly free: number[];
}

const bySignal = new WeakMap<AbortSignal, OpenExchanges>();

/**
 * Cancels an exchange when a signal says so, until the function that this returns is called, once.
 *
 * A signal gets one listener, however many runs share it: Node warns of a leak from the eleventh on, and removing one walks them all.
 * Places rather than a set: a set that is added to and deleted from makes itself anew all the time, and what it was keeps what it held, and
 * what it became, until the next full collection, which took a fifth of the throughput.
 */
export function cancelWith(signal: AbortSignal, cancel: Cancel): () => void {
  const { places, free } = openExchangesOf(signal);
  const place = free.pop() ?? places.length;
  places[place] = cancel;
  return () => {
    places[place] = undefined;
    free.push(place);
  };
}

function openExchangesOf(signal: AbortSignal): OpenExchanges {
  const known = bySignal.get(signal);
  if (known !== undefined) return known;
  const open: OpenExchanges = { places: [], free: [] };
  bySignal.set(signal, open);
  signal.addEventListener('abort', () => open.places.forEach((cancel) => cancel?.()), { once: true });
  return open;
}
