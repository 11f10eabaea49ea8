import { UnserializableValue } from './unserializable-value.ts';

/**
 * The bytes of a text in base64, with or without padding: what JSON carries bytes in, and what answers that are no text are read as (clause K12).
 * @throws UnserializableValue for anything else, so that text which was meant as it is never goes out as other bytes.
 */
export function base64Bytes(value: unknown, name: string): Uint8Array {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.toString('base64').replace(/=+$/, '') === value.replace(/={1,2}$/, '')) return bytes;
  }
  throw new UnserializableValue(name, 'is not base64, in which the content of files is given');
}
