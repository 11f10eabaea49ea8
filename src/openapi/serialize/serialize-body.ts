import { base64Bytes } from './base64-bytes.ts';
import type { XmlDescription } from './describe-xml.ts';
import { essence, isBinary, isMultipart, isUtf8 } from '../media-type.ts';
import type { PlacePattern } from './number-places.ts';
import type { MediaType } from '../operation.ts';
import { compileMultipart, type MultipartBody } from './serialize-multipart.ts';
import { compileText } from './serialize-text.ts';

/** Writes a payload as a request body; text is sent as UTF-8. @throws UnserializableValue when the payload has no such body. */
export type BodySerializer = (value: unknown) => string | Uint8Array | MultipartBody;

/** What is known of a body beyond its media type. */
export interface BodyDetails {
  /** The places of what is written in JSON that hold numbers (clause K12). */
  readonly numbers?: readonly PlacePattern[];
  /** How it is written as XML. */
  readonly xml?: XmlDescription;
  /** Whether the payload is bytes in base64 although its type is text. */
  readonly bytes?: boolean;
}

/**
 * Compiles the writing of a body (clause 4.5), or gives undefined for a media type that cannot be written: the caller reports
 * `step/unsupported-media-type`. What is neither text nor JSON is written from base64, and so is a string
 * wherever the schema calls the body binary, or the payload is known to be bytes. JSON writes any value, a string as a JSON string: a caller whose
 * payload is a text template (clause G3) sends that text itself. XML and forms take a string for the whole text.
 */
export function compileBody(
  contentType: string,
  mediaType: MediaType | undefined,
  { numbers = [], xml = [], bytes = mediaType?.schema?.binary === true }: BodyDetails = {},
): BodySerializer | undefined {
  const write = byMediaType(contentType, mediaType, numbers, xml);
  if (write === undefined || !bytes) return write;
  return (value) => (typeof value === 'string' ? base64Bytes(value, 'body') : write(value));
}

function byMediaType(
  contentType: string,
  mediaType: MediaType = { encoding: {} },
  numbers: readonly PlacePattern[],
  xml: XmlDescription,
): BodySerializer | undefined {
  const bare = essence(contentType);
  if (bare === undefined || bare.includes('*') || !isUtf8(contentType)) return undefined;
  if (isMultipart(bare)) return compileMultipart(contentType, mediaType, numbers);
  if (isBinary(bare)) return (value) => base64Bytes(value, 'body');
  return compileText(contentType, { name: 'body', encoding: mediaType.encoding, numbers, xml });
}
