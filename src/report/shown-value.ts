import { sanitize } from './sanitize.ts';

/** A JSON value on one line, as people read it: texts bare or quoted, long ones cut. `nothing` when there is none. */
export function shownValue(value: unknown, quoted = false): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' && !quoted ? value : JSON.stringify(value);
  const shown = sanitize(text);
  return shown.length <= longest ? shown : `${shown.slice(0, longest)}…`;
}

const longest = 300;
