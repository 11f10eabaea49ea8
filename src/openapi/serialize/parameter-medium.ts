import type { Medium } from '../../expression/embedding.ts';
import { formMediaType } from '../media-type.ts';
import type { Parameter } from '../operation.ts';
import { textMedium } from './text-medium.ts';

/**
 * What a text with slots is that is given for a parameter, which decides how values are escaped in it (clauses F9, G4). A text is the whole form
 * or XML document of a `content`, and the whole JSON only of a query string: elsewhere it becomes a JSON string, as what a style writes is
 * encoded, with its values in it.
 */
export function parameterMedium({ in: where, mediaType, xml }: Parameter): Medium {
  const isQuery = where === 'querystring';
  const medium = textMedium(mediaType ?? (isQuery ? formMediaType : 'text/plain'));
  if (medium === 'json') return isQuery ? 'json' : 'text';
  if (medium === 'xml') return xml?.[0]?.scalar === true ? 'text' : 'xml';
  return medium ?? 'text';
}
