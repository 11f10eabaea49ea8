import { isObject } from '../../text/json.ts';
import type { Parameter } from '../operation.ts';
import { percentEncode, percentEncodeReserved } from './percent-encode.ts';
import { deepPairs } from './serialize-deep-object.ts';
import { isScalar, scalarText } from './scalar-text.ts';
import { UnserializableValue } from './unserializable-value.ts';

/** A value that is neither null nor undefined, in a style: the texts that a `ParameterSerializer` gives. */
type StyleSerializer = (value: unknown) => readonly string[];

type Encode = (text: string) => string;

/**
 * Compiles the writing of values in the style of a parameter (clause 4.4; OpenAPI 3.1.1, section 4.8.12.2).
 * @throws (by the compiled function) UnserializableValue when the value has no such text.
 */
export function compileStyle(parameter: Parameter): StyleSerializer {
  const encode = encoderOf(parameter);
  const delimiter = parameter.delimiter === undefined ? ',' : encode(parameter.delimiter);
  switch (parameter.style) {
    case 'simple':
      return listed(parameter, encode, { first: '', separator: delimiter, joiner: delimiter });
    case 'label':
      return listed(parameter, encode, { first: '.', separator: '.', joiner: ',' });
    case 'matrix':
      return matrix(parameter, encode);
    case 'form':
      return (value) => pairs(value, parameter, encode, delimiter);
    case 'spaceDelimited':
      return (value) => pairs(value, parameter, encode, '%20');
    case 'pipeDelimited':
      return (value) => pairs(value, parameter, encode, '%7C');
    case 'cookie':
      return cookiePairs(parameter);
    case 'deepObject':
    default:
      return deepObject(parameter, encode);
  }
}

/** How values are encoded where a parameter goes. Header fields are never percent-encoded (clause 4.4). */
function encoderOf({ in: where, allowReserved }: Parameter): Encode {
  if (where === 'header') return (text) => text;
  if (!allowReserved) return percentEncode;
  return (text) => percentEncodeReserved(text, where === 'path' || where === 'cookie' ? where : 'query');
}

function absent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function deepObject({ name }: Parameter, encode: Encode): StyleSerializer {
  const own = percentEncode(name);
  return (value) =>
    deepPairs(name, value).map(([path, text]) => {
      const keys = path.map((key) => `%5B${percentEncode(key)}%5D`).join('');
      return `${own}${keys}=${encode(text)}`;
    });
}

/** The items of an array or the members of an object as texts; null and undefined ones are left out, as RFC 6570 does. */
function items(value: readonly unknown[], name: string, encode: Encode): string[] {
  return value.filter((item) => !absent(item)).map((item) => encode(scalarText(item, name)));
}

function members(value: object, name: string, encode: Encode): (readonly [string, string])[] {
  return Object.entries(value)
    .filter(([, member]) => !absent(member))
    .map(([key, member]) => [encode(scalarText(key, name)), encode(scalarText(member, name))]);
}

/** Styles `simple` and `label`: values in a row. */
function listed(
  { name, explode }: Parameter,
  encode: Encode,
  row: { readonly first: string; readonly separator: string; readonly joiner: string },
): StyleSerializer {
  const separator = explode ? row.separator : row.joiner;
  return (value) => {
    if (Array.isArray(value)) return inRow(items(value, name, encode), row.first, separator);
    if (!isObject(value)) return [`${row.first}${encode(scalarText(value, name))}`];
    const found = members(value, name, encode).map(
      ([key, text]) => `${key}${explode ? '=' : row.joiner}${text}`,
    );
    return inRow(found, row.first, separator);
  };
}

function inRow(texts: readonly string[], first: string, separator: string): string[] {
  return texts.length === 0 ? [] : [`${first}${texts.join(separator)}`];
}

/** Style `matrix`: `;name=value`; an empty value leaves the name alone (RFC 6570, section 3.2.7). */
function matrix({ name, explode }: Parameter, encode: Encode): StyleSerializer {
  const named = (key: string, text: string): string => (text === '' ? `;${key}` : `;${key}=${text}`);
  const own = percentEncode(name);
  return (value) => {
    if (Array.isArray(value)) {
      const texts = items(value, name, encode);
      if (texts.length === 0) return [];
      return [explode ? texts.map((text) => named(own, text)).join('') : named(own, texts.join(','))];
    }
    if (!isObject(value)) return [named(own, encode(scalarText(value, name)))];
    const found = members(value, name, encode);
    if (found.length === 0) return [];
    return [
      explode ? found.map(([key, text]) => named(key, text)).join('') : named(own, found.flat().join(',')),
    ];
  };
}

/** Style `form`, and the delimited styles, which differ from it only in the delimiter of values that are not exploded. */
function pairs(value: unknown, { name, explode }: Parameter, encode: Encode, delimiter: string): string[] {
  const own = percentEncode(name);
  if (isScalar(value)) return [`${own}=${encode(scalarText(value, name))}`];
  if (Array.isArray(value)) {
    const texts = items(value, name, encode);
    if (explode) return texts.map((text) => `${own}=${text}`);
    return texts.length === 0 ? [] : [`${own}=${texts.join(delimiter)}`];
  }
  if (!isObject(value)) throw new UnserializableValue(name, 'is no JSON value');
  // Names of members never keep reserved characters: an "=" or "&" in one would make another pair.
  const found = members(value, name, (text) => text).map(([key, text]) => [percentEncode(key), encode(text)]);
  if (explode) return found.map(([key, text]) => `${key}=${text}`);
  return found.length === 0 ? [] : [`${own}=${found.flat().join(delimiter)}`];
}

/** Style `cookie` (3.2): as `form`, but nothing is encoded, so that what would end a cookie is refused (RFC 6265, section 4.1.1). */
function cookiePairs(parameter: Parameter): StyleSerializer {
  const plain = (text: string): string => {
    if (!/^[\x20-\x3a\x3c-\x7e]*$/.test(text) || text.trim() !== text)
      throw new UnserializableValue(parameter.name, 'has a character that a cookie cannot carry');
    return text;
  };
  return (value) => pairs(value, parameter, plain, ',');
}
