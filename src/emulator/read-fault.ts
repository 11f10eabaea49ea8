import { isObject } from '../text/json.ts';
import type { Fault } from './faults.ts';

/** Reads a fault from JSON of strangers. Returns a sentence that says what is wrong with it instead, if anything is. */
export function readFault(value: unknown): Fault | string {
  if (!isObject(value)) return 'A fault is an object with "effect", and perhaps "match" and "times".';
  const { match = {}, times = 1, effect } = value;
  if (!isObject(match)) return '"match" is an object with "method", "path" or "nth".';
  if (!isText(match['method']) || !isText(match['path'])) return '"match.method" and "match.path" are texts.';
  if (!isCount(match['nth'] ?? 1)) return '"match.nth" is a whole number from 1.';
  if (times !== 'always' && !isCount(times)) return '"times" is a whole number from 1, or "always".';
  return wrongEffect(effect) ?? (value as unknown as Fault);
}

function wrongEffect(effect: unknown): string | undefined {
  if (!isObject(effect)) return '"effect" is an object with a "kind": status, reset, delay or refuse.';
  switch (effect['kind']) {
    case 'status': {
      const { statusCode, headers = {} } = effect;
      if (!isCount(statusCode) || statusCode < 200 || statusCode > 599) {
        return '"effect.statusCode" is a whole number from 200 to 599.';
      }
      const fields = isObject(headers) ? Object.entries(headers) : [['', undefined] as const];
      return fields.every(([name, text]) => /^[\w-]+$/.test(name) && isLine(text))
        ? undefined
        : '"effect.headers" is an object of header fields with one-line texts.';
    }
    case 'delay': {
      const { milliseconds } = effect;
      return isCount(milliseconds) && milliseconds <= 600_000
        ? undefined
        : '"effect.milliseconds" is a whole number from 1 to 600000.';
    }
    case 'reset':
    case 'refuse':
      return undefined;
    default:
      return '"effect.kind" is one of status, reset, delay, refuse.';
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
