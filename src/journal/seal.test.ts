import { expect, test } from 'vitest';
import { sealWith } from './seal.ts';

const seal = sealWith(Buffer.alloc(32, 1));
const other = sealWith(Buffer.alloc(32, 2));

test('what is sealed is opened where it was sealed, and says nothing by itself', () => {
  const value = { note: 'for no other eyes', list: [1, null, 'ü'] };
  const sealed = seal.close('run', 'entry 1', JSON.stringify(value));
  expect(seal.open('run', 'entry 1', sealed)).toEqual(value);
  expect(Buffer.from(sealed).includes('no other eyes')).toBe(false);
  expect(seal.close('run', 'entry 1', JSON.stringify(value))).not.toEqual(sealed);
});

test('of another run, in another place, with another key, and changed in any byte it is refused', () => {
  const sealed = seal.close('run', 'entry 1', '{"n":1}');
  const damaged = expect.objectContaining({ code: 'store/damaged' }) as Error;
  expect(() => seal.open('another', 'entry 1', sealed)).toThrow(damaged);
  expect(() => seal.open('run', 'entry 2', sealed)).toThrow(damaged);
  expect(() => other.open('run', 'entry 1', sealed)).toThrow(damaged);
  for (const index of sealed.keys()) {
    const changed = Uint8Array.from(sealed, (byte, at) => (at === index ? byte ^ 1 : byte));
    expect(() => seal.open('run', 'entry 1', changed)).toThrow(damaged);
  }
  for (const length of [0, 1, 20, sealed.length - 1]) {
    expect(() => seal.open('run', 'entry 1', sealed.subarray(0, length))).toThrow(damaged);
  }
});

test('fingerprints and checks are the same for the same key only', () => {
  const again = sealWith(Buffer.alloc(32, 1));
  expect(again.check).toBe(seal.check);
  expect(other.check).not.toBe(seal.check);
  expect(again.fingerprint('customer')).toEqual(seal.fingerprint('customer'));
  expect(seal.fingerprint('Customer')).not.toEqual(seal.fingerprint('customer'));
  expect(other.fingerprint('customer')).not.toEqual(seal.fingerprint('customer'));
});
