import { sanitizeJson } from './sanitize.ts';

/** A value as the one JSON object that `--json` prints, with a newline at its end. */
export function json(value: object): string {
  return `${sanitizeJson(JSON.stringify(value, null, 2))}\n`;
}
