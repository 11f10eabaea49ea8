/** Those who wait for something with a name to happen once. */
export interface Waiters<T> {
  wait(name: string): Promise<T>;
  /** Tells all who wait for it by now. */
  tell(name: string, value: T): void;
  isAwaited(name: string): boolean;
  /** What is waited for. */
  awaited(): readonly string[];
}

/** Nobody waits yet. */
export function waiters<T>(): Waiters<T> {
  const waiting = new Map<string, ((value: T) => void)[]>();
  return {
    wait: (name) =>
      new Promise((resolve) => {
        waiting.set(name, [...(waiting.get(name) ?? []), resolve]);
      }),
    tell(name, value) {
      const told = waiting.get(name) ?? [];
      waiting.delete(name);
      for (const resolve of told) resolve(value);
    },
    isAwaited: (name) => waiting.has(name),
    awaited: () => [...waiting.keys()],
  };
}
