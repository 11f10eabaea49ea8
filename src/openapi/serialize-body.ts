import { base64Bytes } from './base64-bytes.ts';
import { exactJson } from './exact-json.ts';
import { essence, formMediaType, isBinary, isJson, isUtf8, multipartMediaType } from './media-type.ts';
import type { PlacePattern } from './number-places.ts';
import type { MediaType } from './operation.ts';
import { scalarText } from './scalar-text.ts';
import { compileForm } from './serialize-form.ts';
import { compileMultipart, type MultipartBody } from './serialize-multipart.ts';
import { textMedium } from './text-medium.ts';

/** Writes a payload as a request body; text is sent as UTF-8. @throws UnserializableValue when the payload has no such body. */
export type BodySerializer = (value: unknown) => string | Uint8Array | MultipartBody;

/**
 * Compiles the writing of a body (clause 4.5), or gives undefined for a media type that cannot be written: the caller reports
 * `step/unsupported-media-type`. What is neither text nor JSON is written from base64. JSON writes any value, a string as a JSON string: a caller whose payload is a text template (clause G3) sends that text itself.
 * @param numbers The places of what is written in JSON that hold numbers (clause K12).
 */
export function compileBody(
  contentType: string,
  mediaType: MediaType | undefined,
  numbers: readonly PlacePattern[] = [],
): BodySerializer | undefined {
  const bare = essence(contentType);
  if (bare === undefined || !isUtf8(contentType)) return undefined;
  if (isJson(contentType)) return (value) => exactJson(value, 'body', numbers);
  if (bare === formMediaType) return compileForm(mediaType ?? { encoding: {} }, numbers);
  if (bare.includes('*')) return undefined;
  if (bare === multipartMediaType) return compileMultipart(mediaType ?? { encoding: {} }, numbers);
  if (textMedium(bare) === 'text') return (value) => scalarText(value, 'body');
  return isBinary(bare) ? (value) => base64Bytes(value, 'body') : undefined;
}
