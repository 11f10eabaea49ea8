/** Keeps values up to a size that they have together: those that were not asked for the longest go first. */
export interface BoundedCache<T> {
  get(key: string): T | undefined;
  /** A value that is larger than all may be together is not kept. */
  set(key: string, value: T, size: number): void;
}

/** Begins empty. Sizes have any unit, the same for all. */
export function boundedCache<T>(mostSize: number): BoundedCache<T> {
  // In the order in which they were last asked for.
  const kept = new Map<string, { readonly value: T; readonly size: number }>();
  let total = 0;
  const forget = (key: string): void => {
    total -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  };
  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.value;
    },
    set(key, value, size) {
      forget(key);
      if (size > mostSize) return;
      kept.set(key, { value, size });
      total += size;
      for (const oldest of kept.keys()) {
        if (total <= mostSize) return;
        forget(oldest);
      }
    },
  };
}
