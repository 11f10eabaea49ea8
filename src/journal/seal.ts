import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { StoreFailure } from './store.ts';

/** Encrypts what a store keeps, and makes fingerprints of what it looks up: AES-256-GCM and HMAC-SHA-256. */
export interface Seal {
  /** Tells whether a store was made with the same key. */
  readonly check: string;
  /** Encrypts JSON for one place: what was sealed for a place cannot be opened in another. */
  close(runId: string, place: string, json: string): Uint8Array;
  /** @throws StoreFailure when the bytes are not what was sealed for this place. */
  open(runId: string, place: string, sealed: Uint8Array): unknown;
  /** The same for the same text, and of no use without the key. */
  fingerprint(text: string): Uint8Array;
}

const algorithm = 'aes-256-gcm';
/** The first byte of what is sealed: how. */
const format = 1;
const nonceLength = 12;
const tagLength = 16;
const headLength = 1 + nonceLength + tagLength;

/** A seal with a key of 32 bytes. Every run has a key of its own, derived from it, so that random nonces suffice for any number of runs. */
export function sealWith(key: Uint8Array): Seal {
  const derive = (purpose: string): Buffer => createHmac('sha256', key).update(purpose).digest();
  const lookups = derive('heddle lookups');
  const nonce = nonces();
  const runKeys = new Map<string, Buffer>();
  const keyOf = (runId: string): Buffer => {
    const known = runKeys.get(runId);
    if (known !== undefined) return known;
    if (runKeys.size === 1000) runKeys.clear();
    const made = derive(`heddle run\n${runId}`);
    runKeys.set(runId, made);
    return made;
  };
  return {
    check: derive('heddle store').toString('hex'),
    close(runId, place, json) {
      const once = nonce();
      const cipher = createCipheriv(algorithm, keyOf(runId), once);
      cipher.setAAD(Buffer.from(place));
      const body = cipher.update(json, 'utf8');
      cipher.final();
      return Buffer.concat([Buffer.of(format), once, cipher.getAuthTag(), body]);
    },
    open(runId, place, sealed) {
      try {
        if (sealed[0] !== format) throw new Error('The format is not known.');
        const decipher = createDecipheriv(algorithm, keyOf(runId), sealed.subarray(1, 1 + nonceLength));
        decipher.setAAD(Buffer.from(place));
        decipher.setAuthTag(sealed.subarray(1 + nonceLength, headLength));
        const text = decipher.update(sealed.subarray(headLength), undefined, 'utf8') + decipher.final('utf8');
        return JSON.parse(text) as unknown;
      } catch {
        throw new StoreFailure(
          'store/damaged',
          `What the store holds of run ${runId} (${place}) is not what was written there.`,
          'Restore the store from a backup.',
        );
      }
    },
    fingerprint: (text) => createHmac('sha256', lookups).update(text).digest(),
  };
}

/** Random nonces, from bytes that are asked for by the hundred: each time costs as much as sealing does. */
function nonces(): () => Uint8Array {
  let bytes = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === bytes.length) {
      bytes = randomBytes(100 * nonceLength);
      used = 0;
    }
    return bytes.subarray(used, (used += nonceLength));
  };
}
