import { UnserializableValue } from './serialize/unserializable-value.ts';
import { percentEncodeReserved } from './serialize/percent-encode.ts';

/** The names of the variables of a path template, each once, in order. Those without a parameter are findings for the caller. */
export function pathVariables(path: string): string[] {
  return [...new Set([...path.matchAll(variable)].map((match) => match[1]!))];
}

const variable = /\{([^{}]*)\}/g;

/**
 * Compiles a path template: the function puts the already encoded text of each variable in its place. Literal text is kept, with
 * what may not stand in a path encoded.
 * @throws UnserializableValue when a variable has no text, or when the segment it makes is empty, `.` or `..`:
 *   URL software removes such segments, and the request would go to another operation.
 */
export function compilePath(path: string): (texts: ReadonlyMap<string, string>) => string {
  const [before = ''] = path.split('?', 1);
  const segments = before.split('/').map((segment) => {
    // Odd parts are names of variables.
    const parts = segment.split(variable);
    return parts.map((part, index) => (index % 2 === 1 ? part : percentEncodeReserved(part, 'path')));
  });
  return (texts) => segments.map((parts) => fill(parts, texts)).join('/');
}

/**
 * Compiles the query that descriptions write into a path, which may have none (`/{bucket}?versioning`): the function gives its pairs, encoded. Undefined
 * where there is no `?`, which as a part of the path would lead elsewhere (clause 4.1).
 */
export function compileQueryInPath(
  path: string,
): ((texts: ReadonlyMap<string, string>) => readonly string[]) | undefined {
  const [, query] = /\?(.*)$/s.exec(path) ?? [];
  if (query === undefined) return undefined;
  const pairs = query.split('&').map((pair) => {
    const parts = pair.split(variable);
    return parts.map((part, index) => (index % 2 === 1 ? part : encodedPair(part)));
  });
  return (texts) =>
    pairs
      .map((parts) => parts.map((part, index) => (index % 2 === 1 ? textOf(part, texts) : part)).join(''))
      .filter((pair) => pair !== '');
}

function encodedPair(text: string): string {
  return text
    .split('=')
    .map((part) => percentEncodeReserved(part, 'query'))
    .join('=');
}

function fill(parts: readonly string[], texts: ReadonlyMap<string, string>): string {
  if (parts.length === 1) return parts[0]!;
  const segment = parts.map((part, index) => (index % 2 === 1 ? textOf(part, texts) : part)).join('');
  if (vanishes(segment)) throw new UnserializableValue(parts[1]!, 'would remove its path segment');
  return segment;
}

function textOf(name: string, texts: ReadonlyMap<string, string>): string {
  const text = texts.get(name);
  if (text === undefined) throw new UnserializableValue(name, 'is absent');
  return text;
}

/** Whether URL software would drop or step over a segment: it is empty, `.` or `..`, in plain or in percent-encoded form. */
export function vanishes(segment: string): boolean {
  return segment === '' || /^(?:\.|%2e){1,2}$/i.test(segment);
}
