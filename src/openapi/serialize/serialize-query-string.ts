import { essence, formMediaType, isJson } from '../media-type.ts';
import type { Parameter } from '../operation.ts';
import { percentEncode } from './percent-encode.ts';
import { compileText } from './serialize-text.ts';
import { UnserializableValue } from './unserializable-value.ts';

/**
 * Compiles the writing of a whole query string by its media type (clauses 4.4, F9). A text is the query string itself: of a form it is sent as
 * written and must be one, in any other type it is encoded. Any other value is written in the media type first.
 */
export function compileQueryString({
  mediaType = formMediaType,
  ...parameter
}: Pick<Parameter, 'name' | 'mediaType' | 'encoding' | 'numbers' | 'xml'>): (
  value: unknown,
) => readonly string[] {
  const { name } = parameter;
  // Descriptions of other types have been refused.
  const text = compileText(mediaType, { ...parameter, isInline: true })!;
  const write = (value: unknown): string => {
    if (essence(mediaType) === formMediaType)
      return typeof value === 'string' ? asWritten(value, name) : text(value);
    return percentEncode(
      isJson(mediaType) && typeof value === 'string' ? jsonAsWritten(value, name) : text(value),
    );
  };
  return (value) => {
    const written = value === null || value === undefined ? '' : write(value);
    return written === '' ? [] : [written];
  };
}

/** RFC 3986, section 3.4, and the brackets that names of fields have. */
function asWritten(text: string, name: string): string {
  if (/^(?:[\w.~!$&'()*+,;=:@/?[\]-]|%[0-9A-Fa-f]{2})*$/.test(text)) return text;
  throw new UnserializableValue(name, 'is not a query string: reserved characters must be percent-encoded');
}

function jsonAsWritten(text: string, name: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new UnserializableValue(name, 'is not JSON');
  }
}
