import { createHash } from 'node:crypto';

/** Makes identifiers: the prefix, then `length` characters of the alphabet. Never the same twice. */
export type Ids = (prefix: string, length: number, alphabet?: 'base62' | 'hex') => string;

const alphabets = {
  base62: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  hex: '0123456789abcdef',
} as const;

/** Identifiers of the providers' shapes that are the same in every run with the same seed. At most 64 characters each. */
export function createIds(seed: string): Ids {
  let count = 0;
  return (prefix, length, alphabet = 'base62') => {
    count++;
    const digits = alphabets[alphabet];
    const bytes = createHash('sha512').update(`${seed}\n${prefix}\n${count}`).digest();
    const characters = Array.from(bytes.subarray(0, length), (byte) => digits[byte % digits.length]);
    return prefix + characters.join('');
  };
}
