import type { XmlDescription } from '../../openapi/serialize/describe-xml.ts';
import { isXmlName, writeXml } from '../../openapi/serialize/write-xml.ts';
import { isXmlText } from '../../text/escape-xml.ts';

/** A made value as XML. What is made is written whatever it is: names and characters that XML does not have are replaced. */
export function xmlText(value: unknown, description: XmlDescription = []): string {
  return writeXml(value, description, { root: 'root', name: nameLike, text: textLike });
}

/** A colon would make a prefix of what comes before it, which nothing declares. */
function nameLike(text: string): string {
  return isXmlName(text) && !text.includes(':') ? text : `_${text.replaceAll(/[^\w.-]/g, '_')}`;
}

function textLike(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return isXmlText(text) ? text : Array.from(text).filter(isXmlText).join('');
}
