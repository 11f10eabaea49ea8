import { essence, isJson, isXml } from './media-type.ts';
import { wholeOrLength } from '../text/whole-or-length.ts';
import type { Operation } from './operation.ts';

/**
 * Tells of a media type that the description of an operation does not have for answers of a status (clause 4.7); undefined where it has it or one that
 * is read alike, says nothing of bodies there, or none came.
 */
export type UndescribedType = (statusCode: number, contentType: string | undefined) => string | undefined;

/** Compiles {@link UndescribedType}: what is described is looked for once a status. */
export function undescribedType({ responses }: Pick<Operation, 'responses'>): UndescribedType {
  const described = new Map<number, readonly string[]>();
  return (statusCode, contentType) => {
    if (contentType === undefined) return undefined;
    let types = described.get(statusCode);
    if (types === undefined) {
      types = typesOf(responses, statusCode);
      described.set(statusCode, types);
    }
    if (types.length === 0 || types[0] === contentType) return undefined;
    const type = essence(contentType) ?? contentType;
    return types.some((each) => isLike(each, type)) ? undefined : wholeOrLength(type);
  };
}

function typesOf(responses: Operation['responses'], statusCode: number): readonly string[] {
  const names = [String(statusCode), `${Math.floor(statusCode / 100)}XX`, 'default'];
  const name = names.find((each) => Object.hasOwn(responses, each));
  return name === undefined ? [] : Object.keys(responses[name]!.content);
}

/** Whether a media type is one that is described, or is read as that one is. */
function isLike(described: string, type: string): boolean {
  const bare = essence(described) ?? described;
  if (bare === type || bare === '*/*') return true;
  if (bare.endsWith('/*')) return type.startsWith(bare.slice(0, -1));
  return (isReadAsJson(bare) && isReadAsJson(type)) || (isXml(bare) && isXml(type));
}

/** Whether answers of a type are read as JSON (clause K12). */
function isReadAsJson(type: string): boolean {
  return isJson(type) || type === 'text/json';
}
