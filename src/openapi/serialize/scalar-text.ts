import { decimal } from '../../text/exact-number.ts';
import { UnserializableValue } from './unserializable-value.ts';

/** Whether a value is one that {@link scalarText} can write. */
export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/**
 * The text of a string, number or boolean: `true` and `false`; numbers in their shortest decimal form, never with an exponent (clause 4.4).
 * @throws UnserializableValue for anything else, for numbers that are not finite, and for text that is not well-formed Unicode.
 */
export function scalarText(value: unknown, name: string): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new UnserializableValue(name, 'is not a finite number');
    return decimal(value);
  }
  if (typeof value !== 'string') {
    const kind =
      value === null || value === undefined ? 'empty' : Array.isArray(value) ? 'a list' : 'an object';
    throw new UnserializableValue(name, `is ${kind} where text is needed`);
  }
  if (!value.isWellFormed()) throw new UnserializableValue(name, 'has half of a surrogate pair');
  return value;
}
