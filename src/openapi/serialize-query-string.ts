import { exactJson } from './exact-json.ts';
import { essence, formMediaType, isJson } from './media-type.ts';
import type { Parameter } from './operation.ts';
import { percentEncode } from './percent-encode.ts';
import { scalarText } from './scalar-text.ts';
import { compileForm } from './serialize-form.ts';
import { UnserializableValue } from './unserializable-value.ts';

/**
 * Compiles the writing of a whole query string by its media type (clauses 4.4, F9). A text is the query string itself: of a form it is sent as
 * written and must be one, in any other type it is encoded. Any other value is written in the media type first.
 */
export function compileQueryString({
  name,
  mediaType = formMediaType,
  encoding = {},
  numbers = [],
}: Pick<Parameter, 'name' | 'mediaType' | 'encoding' | 'numbers'>): (value: unknown) => readonly string[] {
  const form = compileForm({ encoding }, numbers);
  const write = (value: unknown): string => {
    if (essence(mediaType) === formMediaType)
      return typeof value === 'string' ? asWritten(value, name) : form(value);
    if (!isJson(mediaType)) return percentEncode(scalarText(value, name));
    return percentEncode(
      typeof value === 'string' ? jsonAsWritten(value, name) : exactJson(value, name, numbers),
    );
  };
  return (value) => {
    const text = value === null || value === undefined ? '' : write(value);
    return text === '' ? [] : [text];
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
