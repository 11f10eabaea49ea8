/**
 * A clock that runs faster than time, for several processes at once: `speed` seconds pass in a second, from `start` on, which was at `origin`.
 * @param {{ start: number, origin: number, speed: number }} pace
 */
export function fastClock({ start, origin, speed }) {
  const now = () => Math.round(start + (Date.now() - origin) * speed);
  const longest = 2 ** 31 - 1;
  const after = (milliseconds, callback) => {
    const timer = setTimeout(() => callback(), Math.min(Math.ceil(milliseconds / speed), longest));
    return () => clearTimeout(timer);
  };
  return {
    now,
    after,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const abort = () => {
          cancel();
          reject(signal.reason);
        };
        const cancel = after(milliseconds, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        signal?.addEventListener('abort', abort, { once: true });
      }),
  };
}
