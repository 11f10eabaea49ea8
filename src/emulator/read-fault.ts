import { isObject } from '../text/json.ts';
import type { Fault } from './faults.ts';

/** Reads a fault from JSON of strangers. Returns a sentence that says what is wrong with it instead, if anything is. */
export function readFault(value: unknown): Fault | string {
  if (!isObject(value)) return 'A fault is an object with "then", and perhaps "match" and "times".';
  const { match = {}, times = 1, then } = value;
  if (!isObject(match)) return '"match" is an object with "method", "path" or "nth".';
  if (!isText(match['method']) || !isText(match['path'])) return '"match.method" and "match.path" are texts.';
  if (!isCount(match['nth'] ?? 1)) return '"match.nth" is a whole number from 1.';
  if (times !== 'always' && !isCount(times)) return '"times" is a whole number from 1, or "always".';
  return wrongEffect(then) ?? (value as unknown as Fault);
}

function wrongEffect(then: unknown): string | undefined {
  if (!isObject(then)) return '"then" is an object with a "kind": status, reset, delay or refuse.';
  switch (then['kind']) {
    case 'status': {
      const { statusCode, headers = {} } = then;
      if (!isCount(statusCode) || statusCode < 200 || statusCode > 599) {
        return '"then.statusCode" is a whole number from 200 to 599.';
      }
      const fields = isObject(headers) ? Object.entries(headers) : [['', undefined] as const];
      return fields.every(([name, text]) => /^[\w-]+$/.test(name) && isLine(text))
        ? undefined
        : '"then.headers" is an object of header fields with one-line texts.';
    }
    case 'delay': {
      const { milliseconds } = then;
      return isCount(milliseconds) && milliseconds <= 600_000
        ? undefined
        : '"then.milliseconds" is a whole number from 1 to 600000.';
    }
    case 'reset':
    case 'refuse':
      return undefined;
    default:
      return '"then.kind" is one of status, reset, delay, refuse.';
  }
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isLine(value: unknown): boolean {
  return typeof value === 'string' && /^[\x20-\x7e]*$/.test(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}
