import { isXmlText } from '../text/escape-xml.ts';
import { base64Bytes } from './base64-bytes.ts';
import type { XmlDescription } from './describe-xml.ts';
import { exactJson } from './exact-json.ts';
import { essence, formMediaType, isBinary, isJson, isUtf8, isXml, multipartMediaType } from './media-type.ts';
import type { PlacePattern } from './number-places.ts';
import type { MediaType } from './operation.ts';
import { scalarText } from './scalar-text.ts';
import { compileForm } from './serialize-form.ts';
import { compileMultipart, type MultipartBody } from './serialize-multipart.ts';
import { textMedium } from './text-medium.ts';
import { UnserializableValue } from './unserializable-value.ts';
import { writeXml } from './write-xml.ts';

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
  mediaType: MediaType | undefined,
  numbers: readonly PlacePattern[],
  xml: XmlDescription,
): BodySerializer | undefined {
  const bare = essence(contentType);
  if (bare === undefined || !isUtf8(contentType)) return undefined;
  if (isJson(contentType)) return (value) => exactJson(value, 'body', numbers);
  if (bare === formMediaType) return compileForm(mediaType ?? { encoding: {} }, numbers);
  if (bare.includes('*')) return undefined;
  if (bare === multipartMediaType) return compileMultipart(mediaType ?? { encoding: {} }, numbers);
  if (isXml(bare)) return (value) => (isXmlDocument(value, xml) ? xmlAsWritten(value) : writeXml(value, xml));
  if (textMedium(bare) === 'text') return (value) => scalarText(value, 'body');
  return isBinary(bare) ? (value) => base64Bytes(value, 'body') : undefined;
}

/** Whether a value is the text of the document, not of its only element. */
function isXmlDocument(value: unknown, [root]: XmlDescription): value is string {
  return typeof value === 'string' && root?.scalar !== true;
}

/** A text that is an XML document, as far as its characters go. @throws UnserializableValue for a character that XML cannot hold. */
export function xmlAsWritten(text: string): string {
  if (isXmlText(text)) return text;
  throw new UnserializableValue('body', 'has a character that XML cannot hold');
}
