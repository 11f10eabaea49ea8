import type { Medium } from '../../expression/embedding.ts';
import { essence, formMediaType, isJson, isPlainText, isXml } from '../media-type.ts';

/** How expressions embedded in a body's text are escaped, by its media type (clause G4); undefined for types that are no text. */
export function textMedium(contentType: string): Medium | undefined {
  const bare = essence(contentType);
  if (bare === undefined) return undefined;
  if (isJson(bare)) return 'json';
  if (bare === formMediaType) return 'form';
  if (isXml(bare)) return 'xml';
  return isPlainText(bare) ? 'text' : undefined;
}
