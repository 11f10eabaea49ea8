import { essence, formMediaType, isJson } from './media-type.ts';
import type { MediaType } from './operation.ts';

/** The media type that a request body is sent as. */
export interface ChosenMediaType {
  /** As sent in `Content-Type`. */
  readonly contentType: string;
  /** What the operation declares for it, when it does. */
  readonly mediaType?: MediaType;
  /**
   * Worth a warning: the author's type is not declared by the operation (`undeclared`), or the document names none and it was
   * chosen of several (`several`) or stands for a declared range (`range`).
   */
  readonly note?: 'undeclared' | 'several' | 'range';
}

/**
 * Chooses the media type of a body (clause G1): the author's where the document gives one, else the operation's only one, else its JSON
 * family, then form, then the first. Undefined when neither the document nor the operation names a type.
 */
export function chooseMediaType(
  content: Readonly<Record<string, MediaType>>,
  contentType?: string,
): ChosenMediaType | undefined {
  if (contentType !== undefined) {
    const mediaType = declared(content, contentType);
    return mediaType === undefined ? { contentType, note: 'undeclared' } : { contentType, mediaType };
  }
  const names = Object.keys(content);
  const name = names.find(isJson) ?? names.find((each) => essence(each) === formMediaType) ?? names[0];
  if (name === undefined) return undefined;
  const mediaType = content[name]!;
  if (name.endsWith('/*')) {
    return {
      contentType: name.startsWith('text/') ? 'text/plain' : 'application/json',
      mediaType,
      note: 'range',
    };
  }
  return { contentType: name, mediaType, ...(names.length > 1 ? { note: 'several' as const } : {}) };
}

/** The declared media type that covers one: exact, then `type/*`, then `*\/*`; parameters and case do not count (clause 4.5). */
function declared(content: Readonly<Record<string, MediaType>>, contentType: string): MediaType | undefined {
  const wanted = essence(contentType);
  if (wanted === undefined) return undefined;
  for (const candidate of [wanted, `${wanted.slice(0, wanted.indexOf('/'))}/*`, '*/*']) {
    const name = Object.keys(content).find((each) => essence(each) === candidate);
    if (name !== undefined) return content[name];
  }
  return undefined;
}
