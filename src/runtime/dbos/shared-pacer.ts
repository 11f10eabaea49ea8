import type { Clock } from '../../engine/ports.ts';
import type { Database } from '../../journal/postgres/database.ts';
import type { Pace } from '../../providers/profile.ts';
import { type Pacer, pacer } from '../pacer.ts';

/** A pacer that all workers of a store share. */
export interface SharedPacer extends Pacer {
  /** Learns what providers said to other workers. */
  listen(): Promise<void>;
}

/** When a moment is asked for again that could not be had, in milliseconds. */
const againAfter = 1000;

/** Takes the next free moment of a pace by the clock of the database, which is the same for all: a token bucket that stores no tokens (GCRA), as a row. */
const reserveText = `WITH clock AS (SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now),
  moved AS (
    INSERT INTO heddle.paces AS pace (key, free, held) SELECT $1, now + $2, 0 FROM clock
    ON CONFLICT (key) DO UPDATE SET free = greatest(pace.free, pace.held, (SELECT now FROM clock)) + $2
    RETURNING free, held
  )
  SELECT (greatest(now, held, free - $3) - now)::float8 AS ahead FROM moved, clock`;

const holdText = `INSERT INTO heddle.paces AS pace (key, free, held)
  SELECT $1, 0, extract(epoch FROM clock_timestamp()) * 1000 + $2
  ON CONFLICT (key) DO UPDATE SET held = greatest(pace.held, excluded.held)`;

const heldText = `SELECT key, (held - extract(epoch FROM clock_timestamp()) * 1000)::float8 AS left FROM heddle.paces
  WHERE held > extract(epoch FROM clock_timestamp()) * 1000`;

/** Spreads the calls of all workers over time. What has no pace of its own is held back by what servers say, about half a second later than where they said it. */
export function sharedPacer(database: Database, clock: Clock): SharedPacer {
  const own = pacer(clock);
  const reserve = async (pace: Pace): Promise<number> => {
    const { key, perSecond, burst } = pace;
    const interval = 1000 / perSecond;
    try {
      const { rows } = await database.query<{ readonly ahead: number }>(reserveText, [
        key,
        interval,
        burst * interval,
      ]);
      return rows[0]!.ahead;
    } catch {
      // Without the database nothing could be kept of the call either.
      await clock.sleep(againAfter);
      return reserve(pace);
    }
  };
  return {
    reserve: (pace) => (Number.isFinite(pace.perSecond) ? reserve(pace) : own.reserve(pace)),
    hold(key, milliseconds) {
      own.hold(key, milliseconds);
      // Others are told if they can be; they would hear it from the server, too.
      database.query(holdText, [key, milliseconds]).catch(() => undefined);
    },
    isHeld: (key) => own.isHeld(key),
    async listen() {
      const { rows } = await database.query<{ readonly key: string; readonly left: number }>(heldText);
      for (const { key, left } of rows) own.hold(key, left);
    },
  };
}
