import { escapeXml, isXmlText } from '../text/escape-xml.ts';
import { plainNumbers } from '../text/exact-number.ts';
import type { Expression } from './expression.ts';
import { formatExpression } from './format-expression.ts';
import { UnresolvedValue } from './unresolved-value.ts';
import { xmlSlots, type XmlSlot } from './xml-slots.ts';

/** What a text is, which decides how a value is written into it (clause G4). */
export type Medium = 'text' | 'json' | 'xml' | 'form';

/** Writes a value, which is not undefined, as text. */
type Embed = (value: unknown) => string;

/**
 * How each slot of a text takes its value, by index of the part; parts that are literal take none (clause G4).
 * - `text`: strings as they are, everything else as JSON.
 * - `json`: JSON; between quotes the escaped text, so that no value can leave its string.
 * - `xml`: the text, escaped; in CDATA sections, where nothing is escaped, as it is, in a section more where it would end its own.
 * - `form`: the text, percent-encoded.
 *
 * Writing an object or array between the quotes of JSON, a character that XML has no way to write, or anything into the markup of XML throws
 * {@link UnresolvedValue}.
 */
export function embedders(parts: readonly (string | Expression)[], medium: Medium): (Embed | undefined)[] {
  const quoted = quotedSlots(parts);
  const places = medium === 'xml' ? xmlSlots(parts) : [];
  return parts.map((part, index) => {
    if (typeof part === 'string') return undefined;
    if (medium === 'json') return quoted[index] ? quotedEmbed(part) : embedJson;
    return medium === 'xml' ? xmlEmbed(part, places[index]!) : { text: embedText, form: embedForm }[medium];
  });
}

/** Which slots of a JSON text stand between the quotes of a string, by index of the part. */
export function quotedSlots(parts: readonly (string | Expression)[]): readonly boolean[] {
  let isQuoted = false;
  return parts.map((part) => {
    if (typeof part !== 'string') return isQuoted;
    isQuoted = endsQuoted(part, isQuoted);
    return false;
  });
}

/** Whether JSON text ends within a string, given whether it began within one. */
function endsQuoted(text: string, began: boolean): boolean {
  let isQuoted = began;
  for (const [mark] of text.matchAll(/\\[^]|"/g)) {
    if (mark === '"') isQuoted = !isQuoted;
  }
  return isQuoted;
}

const embedText: Embed = (value) => (typeof value === 'string' ? value : embedJson(value));

const embedJson: Embed = (value) => plainNumbers(JSON.stringify(value));

function quotedEmbed(expression: Expression): Embed {
  return (value) => {
    if (typeof value === 'object' && value !== null) {
      const reason =
        'is an object or array, which cannot stand within a JSON string. Remove the quotes around it.';
      throw new UnresolvedValue(formatExpression(expression), reason);
    }
    return JSON.stringify(embedText(value)).slice(1, -1);
  };
}

function xmlEmbed(expression: Expression, place: XmlSlot): Embed {
  const refuse = (reason: string): never => {
    throw new UnresolvedValue(formatExpression(expression), reason);
  };
  return (value) => {
    const text = embedText(value);
    if (!isXmlText(text)) refuse('has a character that XML cannot hold.');
    // The check before the run has told it, with its place.
    if (place === 'markup') refuse('stands in the markup of XML, where no value can be written.');
    return place === 'cdata' ? inCdata(text) : escapeXml(text);
  };
}

/** A text within a CDATA section: `]]>` is spread over two sections, also where text around the slot has a part of it. */
function inCdata(text: string): string {
  const begins = text === '' || /^\]?>/.test(text) ? nextSection : '';
  const ends = text.endsWith(']') ? nextSection : '';
  return `${begins}${text.replaceAll(']]>', `]]${nextSection}>`)}${ends}`;
}

const nextSection = ']]><![CDATA[';

/** A lone surrogate has no UTF-8 form; it becomes U+FFFD, as in every form encoder. */
const embedForm: Embed = (value) => encodeURIComponent(embedText(value).replace(/\p{Surrogate}/gu, '\ufffd'));
