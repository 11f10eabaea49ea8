import type { Severity } from '../../diagnostics/diagnostic.ts';
import { essence, isMultipart } from '../media-type.ts';
import type { MediaType, Response, SchemaSummary } from '../operation.ts';
import { readEncodings, readPositions } from './read-encodings.ts';
import { follow, type OperationReading, reportBroken, reportMalformed } from './reading.ts';
import { child, children, type Node } from './resolve-reference.ts';
import { summarizeSchema } from '../schema/summarize-schema.ts';

/**
 * Reads the `content` map of a request, by media type in lower case without parameters; of several that differ only in those, the first counts.
 */
export function readContent(reading: OperationReading, content: Node | undefined): Record<string, MediaType> {
  return mapped(reading, content, 'error', (node, name) => {
    const encoding = readEncodings(reading, node);
    const positions = isMultipart(name) ? readPositions(reading, node) : undefined;
    const schema = readSchema(reading, node);
    return {
      ...(schema === undefined ? {} : { schema }),
      encoding,
      ...(positions === undefined ? {} : { positions }),
    };
  });
}

/** Likewise that of an answer, of which only the schemas matter. */
export function readAnswerContent(reading: OperationReading, content: Node | undefined): Response['content'] {
  return mapped(reading, content, 'warning', (node) => {
    const schema = readSchema(reading, node);
    return schema === undefined ? {} : { schema };
  });
}

/** `severity` is how bad it is when a media type cannot be read. */
function mapped<T>(
  reading: OperationReading,
  content: Node | undefined,
  severity: Severity,
  read: (media: Node, name: string) => T,
): Record<string, T> {
  const media = new Map<string, T>();
  for (const [name, at] of children(content)) {
    const key = essence(name);
    if (key === undefined) {
      // No body has it: it matters to a request that has no other, which then has none.
      if (!name.startsWith('x-')) reportMalformed(reading, at, `"${name}" is not a media type.`, 'warning');
      continue;
    }
    const node = media.has(key) ? undefined : follow(reading, at, severity);
    if (node !== undefined) media.set(key, read(node, key));
  }
  return Object.fromEntries(media);
}

/** The summary of a node's `schema`. What it refers to need not exist for a request to be built: such findings are warnings. */
export function readSchema(reading: OperationReading, node: Node): SchemaSummary | undefined {
  const schema = child(node, 'schema');
  if (schema === undefined) return undefined;
  return summarizeSchema(schema, (broken) => reportBroken(reading, broken, 'warning'));
}
