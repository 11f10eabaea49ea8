import { diagnose } from '../diagnostics/diagnose.ts';
import type { Severity } from '../diagnostics/diagnostic.ts';
import { isObject } from '../text/json.ts';
import { essence } from './media-type.ts';
import type { Encoding, MediaType, ParameterStyle, SchemaSummary } from './operation.ts';
import { follow, type OperationReading, reportBroken, reportMalformed } from './reading.ts';
import { child, children, type Node, placeOf } from './resolve-reference.ts';
import { summarizeSchema } from './summarize-schema.ts';

/** The styles that form fields may have: those of query parameters. */
const fieldStyles: readonly unknown[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];

/**
 * Reads a `content` map, by media type in lower case without parameters; of several that differ only in those, the first counts.
 * `severity` is how bad it is when a media type cannot be read.
 */
export function readContent(
  reading: OperationReading,
  content: Node | undefined,
  severity: Severity,
): Record<string, MediaType> {
  const media = new Map<string, MediaType>();
  for (const [name, at] of children(content)) {
    const key = essence(name);
    if (key === undefined) {
      // No body has it: it matters to a request that has no other, which then has none.
      if (!name.startsWith('x-')) reportMalformed(reading, at, `"${name}" is not a media type.`, 'warning');
      continue;
    }
    const node = media.has(key) ? undefined : follow(reading, at, severity);
    if (node === undefined) continue;
    const schema = readSchema(reading, node);
    media.set(key, {
      ...(schema === undefined ? {} : { schema }),
      encoding: readEncodings(reading, node, severity),
    });
  }
  return Object.fromEntries(media);
}

/** The summary of a node's `schema`. What it refers to need not exist for a request to be built: such findings are warnings. */
export function readSchema(reading: OperationReading, node: Node): SchemaSummary | undefined {
  const schema = child(node, 'schema');
  if (schema === undefined) return undefined;
  return summarizeSchema(schema, (broken) => reportBroken(reading, broken, 'warning'));
}

/** The encodings that a media type sets for its properties. `severity` as above. */
export function readEncodings(
  reading: OperationReading,
  media: Node,
  severity: Severity,
): Record<string, Encoding> {
  const encodings: [string, Encoding][] = [];
  for (const [name, node] of children(child(media, 'encoding'))) {
    if (!isObject(node.value)) {
      reportMalformed(reading, node, `The encoding of "${name}" is not an object.`, severity);
      continue;
    }
    const { contentType, style, explode, allowReserved } = node.value;
    for (const [header, described] of children(child(node, 'headers'))) {
      if (header.toLowerCase() !== 'content-type') reportHeader(reading, name, header, described);
    }
    if (style !== undefined && !fieldStyles.includes(style)) {
      reportMalformed(
        reading,
        child(node, 'style')!,
        `A form field cannot have the style ${JSON.stringify(style)}.`,
        severity,
      );
      continue;
    }
    encodings.push([
      name,
      {
        ...(typeof contentType === 'string' ? { contentType } : {}),
        ...(style === undefined ? {} : { style: style as ParameterStyle }),
        ...(typeof explode === 'boolean' ? { explode } : {}),
        ...(typeof allowReserved === 'boolean' ? { allowReserved } : {}),
      },
    ]);
  }
  return Object.fromEntries(encodings);
}

/** A document has no place for the value of a part's header, so one that is required cannot be sent. */
function reportHeader(reading: OperationReading, name: string, header: string, at: Node): void {
  const described = follow(reading, at, 'warning');
  if (described === undefined || child(described, 'required')?.value !== true) return;
  const message = `The part "${name}" requires the header "${header}", which is not sent: no value can be given for it.`;
  const hint = 'Do not use this part, or correct the description.';
  reading.diagnostics.push(
    diagnose('step/unsupported-serialization', message, { place: placeOf(at), hint, severity: 'warning' }),
  );
}
