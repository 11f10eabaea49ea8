import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { TransportFailure } from '../engine/ports.ts';
import { wholeOrLength } from '../text/whole-or-length.ts';

const decoders = { br: promisify(brotliDecompress), gzip: promisify(gunzip), deflate: promisify(inflate) };
const rawDeflate = promisify(inflateRaw);

/**
 * Undoes the codings of a `Content-Encoding` field, last one first (RFC 9110, 8.4): gzip, deflate, br.
 * Rejects with a {@link TransportFailure}: `too-large` when the result exceeds `limit` bytes, `protocol` when it cannot be decoded.
 * Delivery is `unknown`, because an answer had arrived.
 */
export async function decompress(
  body: Uint8Array,
  contentEncoding: string,
  limit: number,
): Promise<Uint8Array> {
  const names = codings(contentEncoding);
  // A body is sent with one coding in practice; a long chain is a bomb.
  if (names.length > 3) throw failure('protocol', 'The response body has too many content codings.');
  let bytes = body;
  for (const name of names.toReversed()) bytes = await decode(bytes, name, limit);
  return bytes;
}

async function decode(bytes: Uint8Array, name: string, limit: number): Promise<Uint8Array> {
  if (name !== 'gzip' && name !== 'deflate' && name !== 'br') {
    throw failure(
      'protocol',
      `The response body has the content coding "${wholeOrLength(name)}", which is not supported.`,
    );
  }
  // Servers send both forms as "deflate"; a zlib header starts with the method 8 and a checksum over two bytes.
  const isRaw =
    name === 'deflate' && ((bytes[0]! & 0x0f) !== 8 || (bytes[0]! * 256 + (bytes[1] ?? 0)) % 31 !== 0);
  try {
    return await (isRaw ? rawDeflate : decoders[name])(bytes, { maxOutputLength: limit });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? failure('too-large', `The decoded response body exceeds ${limit} bytes.`)
      : failure('protocol', `The response body is not valid ${name}.`);
  }
}

function codings(field: string): string[] {
  return field
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .map((name) => (name.startsWith('x-') ? name.slice(2) : name))
    .filter((name) => name !== '' && name !== 'identity');
}

function failure(reason: 'too-large' | 'protocol', message: string): TransportFailure {
  return new TransportFailure(reason, 'unknown', message);
}
