import { InvalidArgumentError } from 'commander';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The milliseconds of a duration with its unit: `500ms`, `90s`, `15min`, `1.5h`, `7d`.
 * @throws InvalidArgumentError when the text is none, or is no longer than nothing.
 */
export function readDuration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?) ?(ms|s|min|h|d)$/.exec(text.trim()) ?? [];
  const milliseconds = Math.round(Number(amount) * (units[unit] ?? 0));
  if (milliseconds >= 1 && Number.isSafeInteger(milliseconds)) return milliseconds;
  throw new InvalidArgumentError(
    'A duration is a number above 0 with a unit: 500ms, 90s, 15min, 1.5h or 7d.',
  );
}
