/** Room for so many runs in hand. */
export interface Slots {
  /** Takes a slot if one is free and nobody waits for one. */
  tryTake(): boolean;
  /** Waits for a slot. */
  take(): Promise<void>;
  /** Takes one though none may be free: for a run that a person asked for. */
  force(): void;
  give(): void;
  /** How many wait for one. */
  readonly waiting: number;
}

/** @param most How many there are. */
export function slots(most: number): Slots {
  let taken = 0;
  const line: (() => void)[] = [];
  return {
    tryTake() {
      if (taken >= most || line.length > 0) return false;
      taken++;
      return true;
    },
    async take() {
      if (this.tryTake()) return;
      await new Promise<void>((resolve) => line.push(resolve));
    },
    force: () => void taken++,
    give() {
      // Whoever is next takes over the slot that becomes free.
      const next = taken <= most ? line.shift() : undefined;
      if (next === undefined) taken--;
      else next();
    },
    get waiting() {
      return line.length;
    },
  };
}
