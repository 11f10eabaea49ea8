import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { decodeText } from './decode-text.ts';
import { UnavailableError } from './explain-failure.ts';

/** Collects a response's body as text, decoding its content coding; the limit counts decoded bytes, so a small answer cannot unfold into a huge one. */
export async function collectBody(
  body: Readable,
  contentEncoding: string | string[] | undefined,
  limits: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of decoded(body, String(contentEncoding ?? 'identity'))) {
    limits.signal.throwIfAborted();
    const bytes = chunk as Uint8Array;
    length += bytes.length;
    if (length > limits.maxBytes) {
      throw new UnavailableError('too-large', `It has more than ${limits.maxBytes} bytes.`);
    }
    chunks.push(bytes);
  }
  const text = decodeText(Buffer.concat(chunks));
  if (text === undefined) throw new UnavailableError('not-text', 'It is not UTF-8 text.');
  return text;
}

function decoded(body: Readable, coding: string): Readable {
  switch (coding.trim().toLowerCase()) {
    case 'identity':
    case '':
      return body;
    case 'gzip':
    case 'x-gzip':
      return pipeline(body, createGunzip(), ignoreError);
    case 'deflate':
      return pipeline(body, createInflate(), ignoreError);
    case 'br':
      return pipeline(body, createBrotliDecompress(), ignoreError);
    default:
      body.once('error', ignoreError).destroy();
      throw new UnavailableError('not-text', `Its content coding "${coding.slice(0, 40)}" is not known.`);
  }
}

/** Errors of a pipeline also destroy its last stream, whose reader meets them. */
function ignoreError(): void {}
