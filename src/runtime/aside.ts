import type { Clock } from '../engine/ports.ts';
import type { Stop } from './stop.ts';

/** Puts a run aside once nothing in it is under way any more but waiting. */
export interface Aside {
  /** Something that must come to its end first has begun; call what is returned when it has ended. */
  begin(): () => void;
  /** Waits until a time. True: it has come. False: the run is put aside, and is to be taken in hand again by then. */
  until(at: number, reason: AsideReason): Promise<boolean>;
  /** What the run waits for, earliest first, once it is put aside. */
  waiting(): readonly AsideWait[];
}

/** Why something waits. */
export interface AsideReason {
  /** The name of the effect that waits. */
  readonly effect: string;
  /** For people. */
  readonly why: string;
  /** Whether it is a wait of the document, which is over when the run is due for it. */
  readonly isWait: boolean;
}

/** Something that waits until a time, in milliseconds since the Unix epoch. */
export interface AsideWait extends AsideReason {
  readonly at: number;
}

/**
 * @param clock Wakes what waits while something else is under way.
 * @param stop Puts the run aside as soon as possible.
 */
export function asideOf(clock: Clock, stop: Stop): Aside {
  let underWay = 0;
  let isScheduled = false;
  const waits = new Set<AsideWait & { readonly go: (isOver: boolean) => void }>();
  let left: readonly AsideWait[] = [];

  const putAside = (): void => {
    isScheduled = false;
    if (waits.size === 0 || (underWay > 0 && !stop.aborted)) return;
    left = [...left, ...waits].toSorted((a, b) => a.at - b.at);
    for (const wait of waits) wait.go(false);
  };
  // What follows from an effect that has just ended begins within this turn of the event loop.
  const look = (): void => {
    if (isScheduled || waits.size === 0) return;
    isScheduled = true;
    setImmediate(putAside);
  };
  stop.onAbort(look);
  return {
    begin() {
      underWay++;
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        underWay--;
        look();
      };
    },
    until: (at, reason) =>
      new Promise((resolve) => {
        const go = (isOver: boolean): void => {
          cancel();
          waits.delete(wait);
          resolve(isOver);
        };
        const wake = (): void => {
          if (clock.now() >= at) go(true);
          else cancel = clock.after(at - clock.now(), wake);
        };
        const wait = { at, ...reason, go };
        let cancel = clock.after(Math.max(0, at - clock.now()), wake);
        waits.add(wait);
        look();
      }),
    waiting: () => left,
  };
}
