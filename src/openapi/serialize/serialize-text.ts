import { isXmlText } from '../../text/escape-xml.ts';
import type { XmlDescription } from './describe-xml.ts';
import { exactJson } from './exact-json.ts';
import { isUtf8 } from '../media-type.ts';
import type { PlacePattern } from './number-places.ts';
import type { MediaType } from '../operation.ts';
import { scalarText } from './scalar-text.ts';
import { compileForm } from './serialize-form.ts';
import { textMedium } from './text-medium.ts';
import { UnserializableValue } from './unserializable-value.ts';
import { writeXml } from './write-xml.ts';

/** What is known of a value that is written as a text, beyond its media type. */
export interface TextDetails {
  /** For errors. */
  readonly name: string;
  /** Of the fields of a form. */
  readonly encoding?: MediaType['encoding'];
  /** The places of what is written in JSON that hold numbers (clause K12). */
  readonly numbers?: readonly PlacePattern[];
  /** How it is written as XML. */
  readonly xml?: XmlDescription;
  /** It stands in a URL or a field, where XML has no declaration. */
  readonly isInline?: boolean;
}

/**
 * Compiles the writing of values as the text of a media type, by whatever it is carried: JSON, a form, XML or plain text (clauses 4.4, 4.5);
 * undefined for types that are no text, and for charsets other than UTF-8. JSON writes any value, a string as a JSON string; XML and forms take a string for
 * the whole text.
 * @throws (by the compiled function) UnserializableValue when the value has no such text.
 */
export function compileText(
  contentType: string,
  { name, encoding = {}, numbers = [], xml = [], isInline = false }: TextDetails,
): ((value: unknown) => string) | undefined {
  if (!isUtf8(contentType)) return undefined;
  switch (textMedium(contentType)) {
    case 'json':
      return (value) => exactJson(value, name, numbers);
    case 'form':
      return compileForm({ encoding }, numbers, name);
    case 'xml':
      return (value) =>
        isXmlDocument(value, xml)
          ? xmlAsWritten(value, name)
          : writeXml(value, xml, { title: name, isInline });
    case 'text':
      return (value) => scalarText(value, name);
    case undefined:
      return undefined;
  }
}

/** Whether a value is the text of the document, not of its only element. */
function isXmlDocument(value: unknown, [root]: XmlDescription): value is string {
  return typeof value === 'string' && root?.scalar !== true;
}

/** A text that is an XML document, as far as its characters go. @throws UnserializableValue for a character that XML cannot hold. */
export function xmlAsWritten(text: string, name: string): string {
  if (isXmlText(text)) return text;
  throw new UnserializableValue(name, 'has a character that XML cannot hold');
}
