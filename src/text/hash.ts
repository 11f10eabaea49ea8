import { createHash } from 'node:crypto';
import { isObject } from './json.ts';

/** `sha256-` and 64 hex digits over the canonical JSON of a value: members sorted by name, undefined members left out. */
export function hashOf(value: unknown): string {
  return `sha256-${createHash('sha256').update(canonical(value)).digest('hex')}`;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
}
