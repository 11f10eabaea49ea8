import { isObject } from '../text/json.ts';
import type { Encoding, MediaType, ParameterStyle } from './operation.ts';
import { readPartHeaders } from './read-part-headers.ts';
import { type OperationReading, reportMalformed } from './reading.ts';
import { child, children, type Node } from './resolve-reference.ts';

/** The styles that form fields may have: those of query parameters. */
const styles: readonly unknown[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];

/** The Encoding Objects that a media type of a request has for its properties. */
export function readEncodings(reading: OperationReading, media: Node): MediaType['encoding'] {
  return Object.fromEntries(
    children(child(media, 'encoding')).flatMap(([name, node]) => {
      const encoding = readEncoding(reading, node, `"${name}"`);
      return encoding === undefined ? [] : [[name, encoding] as const];
    }),
  );
}

/** One Encoding Object. @param title Of the field or part, for findings: `"photo"`. */
function readEncoding(reading: OperationReading, node: Node, title: string): Encoding | undefined {
  if (!isObject(node.value)) {
    reportMalformed(reading, node, `The encoding of ${title} is not an object.`, 'error');
    return undefined;
  }
  const { contentType, style, explode, allowReserved } = node.value;
  const headers = readPartHeaders(reading, node, title);
  if (style !== undefined && !styles.includes(style)) {
    const message = `A form field cannot have the style ${JSON.stringify(style)}.`;
    reportMalformed(reading, child(node, 'style')!, message, 'error');
    return undefined;
  }
  return {
    ...(typeof contentType === 'string' ? { contentType } : {}),
    ...(style === undefined ? {} : { style: style as ParameterStyle }),
    ...(typeof explode === 'boolean' ? { explode } : {}),
    ...(typeof allowReserved === 'boolean' ? { allowReserved } : {}),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
}
