import { plainNumbers } from '../../text/exact-number.ts';
import { UnserializableValue } from './unserializable-value.ts';

/**
 * A JSON value as JSON text, its integers without exponents.
 * @throws UnserializableValue when there is no value, or it is nested too deeply to be written.
 */
export function jsonText(value: unknown, name: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    throw new UnserializableValue(name, 'cannot be written as JSON');
  }
  if (text === undefined) throw new UnserializableValue(name, 'is absent');
  return plainNumbers(text);
}
