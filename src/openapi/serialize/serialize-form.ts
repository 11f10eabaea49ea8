import { isObject } from '../../text/json.ts';
import { exactJson } from './exact-json.ts';
import { isJson } from '../media-type.ts';
import { type PlacePattern, placesWithin } from './number-places.ts';
import type { Encoding, MediaType, Parameter } from '../operation.ts';
import { percentEncode } from './percent-encode.ts';
import { isScalar, scalarText } from './scalar-text.ts';
import { deepPairs } from './serialize-deep-object.ts';
import { compileStyle } from './serialize-style.ts';
import { UnserializableValue } from './unserializable-value.ts';

/** The encoded `name=value` pairs of one form field. */
type FieldSerializer = (value: unknown) => readonly string[];

/**
 * Compiles the writing of `application/x-www-form-urlencoded` bodies (clause 4.5), as the official clients of Stripe and Twilio write them:
 * - a field whose encoding sets `style`, `explode` or `allowReserved` follows the rules of query parameters; with `deepObject` it is
 *   `a[b][c]=x` and `a[0]=x` (Stripe's client and description);
 * - any other field follows its content type: scalars as text, arrays repeat the name (Twilio's client), objects as JSON text;
 * - null and undefined are left out (clause G11; both clients leave out undefined and send null as an empty text, which an author writes as `''`);
 * - an empty text is a value; booleans are `true` and `false`; fields keep the author's order (both clients);
 * - a space is `%20`, not `+`, and everything else outside unreserved is percent-encoded UTF-8 (both clients);
 * - brackets in names stay as they are (Stripe's client), so a name written as `a[b]` arrives as `a[b]`.
 * A payload that is text is sent as written.
 * @param numbers The places of fields in JSON that hold numbers (clause K12).
 * @param title What the form is, for errors.
 * @throws (by the compiled function) UnserializableValue for a payload that is neither object nor text, and for fields that have no text.
 */
export function compileForm(
  mediaType: Pick<MediaType, 'encoding'>,
  numbers: readonly PlacePattern[] = [],
  title = 'body',
): (value: unknown) => string {
  const fields = new Map<string, FieldSerializer>();
  for (const [name, encoding] of Object.entries(mediaType.encoding))
    fields.set(name, compileField(name, encoding, placesWithin(numbers, name)));
  return (value) => {
    if (typeof value === 'string') return scalarText(value, title);
    if (!isObject(value)) throw new UnserializableValue(title, 'must be an object of form fields');
    const pairs: string[] = [];
    for (const [name, field] of Object.entries(value)) {
      if (field === null || field === undefined) continue;
      const write = fields.get(name);
      pairs.push(
        ...(write === undefined
          ? fieldsByContentType(name, field, undefined, placesWithin(numbers, name))
          : write(field)),
      );
    }
    return pairs.join('&');
  };
}

function compileField(name: string, encoding: Encoding, numbers: readonly PlacePattern[]): FieldSerializer {
  const { style, explode, allowReserved, delimiter } = encoding;
  if (style === undefined && explode === undefined && allowReserved === undefined) {
    return (value) => fieldsByContentType(name, value, encoding.contentType, numbers);
  }
  if (style === 'deepObject') {
    return (value) =>
      deepPairs(name, value).map(([path, text]) => {
        const keys = path.map((key) => `[${encodeName(key, name)}]`).join('');
        return `${encodeName(name, name)}${keys}=${percentEncode(text)}`;
      });
  }
  const parameter: Parameter = {
    name,
    in: 'query',
    required: false,
    style: style ?? 'form',
    explode: explode ?? (style ?? 'form') === 'form',
    allowReserved: allowReserved ?? false,
    ...(delimiter === undefined ? {} : { delimiter }),
  };
  return compileStyle(parameter);
}

function fieldsByContentType(
  name: string,
  value: unknown,
  contentType: string | undefined,
  numbers: readonly PlacePattern[],
): string[] {
  const within = Array.isArray(value) ? placesWithin(numbers, '*') : numbers;
  const values = Array.isArray(value) ? value.filter((item) => item !== null && item !== undefined) : [value];
  return values.map((item) => {
    const asJson = contentType === undefined ? !isScalar(item) : isJson(contentType);
    const text = asJson ? exactJson(item, name, within) : scalarText(item, name);
    return `${encodeName(name, name)}=${percentEncode(text)}`;
  });
}

/** A field's name with its brackets, which give it structure, as they are. */
function encodeName(key: string, name: string): string {
  const encoded = percentEncode(scalarText(key, name));
  return encoded === key ? key : encoded.replaceAll('%5B', '[').replaceAll('%5D', ']');
}
