import type { Parameter } from '../operation.ts';
import { vanishes } from '../path-template.ts';
import { percentEncode } from './percent-encode.ts';
import { compileStyle } from './serialize-style.ts';
import { compileText } from './serialize-text.ts';
import { UnserializableValue } from './unserializable-value.ts';

/**
 * Writes a value as the texts that stand for it in a request:
 * - `path`: exactly one, to fill the variable's place in the template;
 * - `query`, `cookie`: any number of encoded `name=value` pairs, to be joined with `&` or `; `;
 * - `header`: the field value, or none.
 * Null and undefined give no text; a path must have one.
 * @throws UnserializableValue when the value has no such text, or its text could change the rest of the request.
 */
export type ParameterSerializer = (value: unknown) => readonly string[];

/** Compiles the serialization of a parameter once, by its style or by its media type (clause 4.4; OpenAPI 3.1.1, section 4.8.12). */
export function compileParameter(parameter: Parameter): ParameterSerializer {
  const { name } = parameter;
  const write =
    parameter.mediaType === undefined
      ? compileStyle(parameter)
      : compileContent(parameter, parameter.mediaType);
  if (parameter.in === 'header') {
    return (value) => (absent(value) ? [] : write(value).map((text) => fieldValue(text, name)));
  }
  if (parameter.in !== 'path') return (value) => (absent(value) ? [] : write(value));
  return (value) => {
    const text = absent(value) ? '' : write(value).join('');
    if (text === '') throw new UnserializableValue(name, 'is empty');
    if (vanishes(text)) throw new UnserializableValue(name, 'would remove its path segment');
    return [text];
  };
}

function absent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/**
 * A value as the text of a media type, encoded as a whole for its place: so a form within a query is encoded twice, once as a form and once as
 * the value of its parameter. `allowReserved` concerns styles alone: what it lets pass could be a part of that text.
 */
function compileContent(parameter: Parameter, mediaType: string): ParameterSerializer {
  const { name, in: where } = parameter;
  const write = compileText(mediaType, { ...parameter, isInline: true });
  if (write === undefined) {
    return () => {
      throw new UnserializableValue(
        name,
        `is described by ${mediaType}, which parameters cannot be written in`,
      );
    };
  }
  if (where === 'header') return (value) => [write(value)];
  const pair = where === 'path' ? '' : `${percentEncode(name)}=`;
  return (value) => [`${pair}${percentEncode(write(value))}`];
}

/** A field value as RFC 9110, section 5.5 has it, in ASCII, since what other octets mean is not agreed. */
function fieldValue(text: string, name: string): string {
  if (!/^[\t\x20-\x7e]*$/.test(text)) {
    throw new UnserializableValue(name, 'has a character that a header field cannot carry');
  }
  if (text.trim() !== text) throw new UnserializableValue(name, 'begins or ends with a space');
  return text;
}
