import { diagnose } from '../../diagnostics/diagnose.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { describeXml } from '../serialize/describe-xml.ts';
import { isUtf8 } from '../media-type.ts';
import type { Parameter, ParameterLocation, ParameterStyle } from '../operation.ts';
import { readSchema } from './read-content.ts';
import { readEncodings } from './read-encodings.ts';
import { isNewerThan31 } from '../openapi-document.ts';
import { collectionFormat, summarizeField } from '../serialize/collection-format.ts';
import { numberPlacesIn } from '../serialize/number-places.ts';
import { follow, type OperationReading, reportMalformed } from './reading.ts';
import { child, children, type Node, placeOf } from './resolve-reference.ts';
import { textMedium } from '../serialize/text-medium.ts';

/** The styles that each location allows, its default first (OpenAPI 3.1.1, section 4.8.12.2). */
const styles: Readonly<Record<ParameterLocation, readonly ParameterStyle[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
  // A query string has a media type in the place of a style.
  querystring: ['form'],
};

/** Header fields whose declarations OpenAPI says to ignore. */
const ignoredHeaders = ['accept', 'content-type', 'authorization'];

/**
 * The Parameter Objects of an operation: its path item's, replaced by its own of the same name and location (clause 4.4). Names of headers
 * are compared without regard to case (clause F1).
 */
export function declaredParameters(reading: OperationReading): Node[] {
  // The farthest path item first, so that nearer declarations replace its own.
  const holders = [...reading.entry.pathItems.toReversed(), reading.entry.node];
  const parameters = new Map<string, Node>();
  for (const [, at] of holders.flatMap((holder) => children(child(holder, 'parameters')))) {
    const node = follow(reading, at, reading.isLenient === true ? 'warning' : 'error');
    if (node === undefined) continue;
    const { value } = node;
    if (!isObject(value) || typeof value['name'] !== 'string' || typeof value['in'] !== 'string') {
      reportMalformed(reading, node, 'A parameter needs a name and a location ("in").', 'error');
      continue;
    }
    const { name, in: where } = value;
    parameters.set(`${where} ${where === 'header' ? name.toLowerCase() : name}`, node);
  }
  return [...parameters.values()];
}

/** Reads the declared parameters that go elsewhere than into the body. */
export function readParameters(reading: OperationReading, declared: readonly Node[]): Parameter[] {
  return declared.flatMap((node) => readParameter(reading, node) ?? []);
}

function readParameter(reading: OperationReading, node: Node): Parameter | undefined {
  const value = node.value as JsonObject;
  const [name, where] = [value['name'] as string, value['in'] as string];
  const isOld = reading.description.rules === '2.0';
  if (where === 'header' && ignoredHeaders.includes(name.toLowerCase())) return undefined;
  if (isOld && (where === 'body' || where === 'formData')) return undefined;
  const required = where === 'path' || value['required'] === true;
  const isNew = isNewerThan31(reading.description.version);
  const unknown = (isOld && where === 'cookie') || (!isNew && where === 'querystring');
  if (!isLocation(where) || unknown)
    return unsupported(reading, node, name, `the location "${where}"`, required);
  if (isOld) return readOldParameter(reading, node, { name, in: where, required });
  const style = value['style'] ?? styles[where][0];
  if (!isStyle(where, style) || (style === 'cookie' && !isNew)) {
    return unsupported(reading, node, name, `the style ${JSON.stringify(style)} in ${where}`, required);
  }
  const media = children(child(node, 'content'))[0];
  if (where === 'querystring' && media === undefined) {
    reportMalformed(reading, node, `The query string "${name}" needs a content.`, 'error');
    return undefined;
  }
  if (media !== undefined && !isWritable(media[0])) {
    return unsupported(reading, node, name, `the media type "${media[0]}"`, required);
  }
  const described = media === undefined ? node : follow(reading, media[1], 'error');
  const schema = described === undefined ? undefined : readSchema(reading, described);
  return {
    name,
    in: where,
    required,
    style,
    explode:
      typeof value['explode'] === 'boolean' ? value['explode'] : style === 'form' || style === 'cookie',
    allowReserved: allowsReserved(reading, where, value),
    ...(media === undefined ? {} : { mediaType: media[0] }),
    ...(schema === undefined ? {} : { schema }),
    ...(media === undefined || described === undefined ? {} : readWriting(reading, media[0], described)),
  };
}

/** What a media type needs to write a parameter, beside its schema. */
function readWriting(
  reading: OperationReading,
  mediaType: string,
  described: Node,
): Pick<Parameter, 'encoding' | 'numbers' | 'xml'> {
  const schema = child(described, 'schema');
  const medium = textMedium(mediaType);
  const isForm = medium === 'form';
  const numbers = schema !== undefined && (isForm || medium === 'json') ? numberPlacesIn([schema]) : [];
  const { version } = reading.description;
  return {
    ...(isForm ? { encoding: readEncodings(reading, described) } : {}),
    ...(numbers.length === 0 ? {} : { numbers }),
    ...(schema !== undefined && medium === 'xml' ? { xml: describeXml(schema, version) } : {}),
  };
}

/** A parameter of OpenAPI 2.0, in the style of 3 that writes the same; `multi` is for queries only. */
function readOldParameter(
  reading: OperationReading,
  node: Node,
  parameter: Pick<Parameter, 'name' | 'in' | 'required'>,
): Parameter | undefined {
  const { name, in: where, required } = parameter;
  const format = collectionFormat(node);
  if (format === undefined || (format.explode && where !== 'query')) {
    const written = JSON.stringify(child(node, 'collectionFormat')?.value);
    return unsupported(reading, node, name, `the collection format ${written} in ${where}`, required);
  }
  const style = where === 'query' ? 'form' : 'simple';
  return { ...parameter, style, ...format, allowReserved: false, schema: summarizeField(node) };
}

/** A parameter that cannot be written stops the operation only when no request can do without it. */
function unsupported(
  reading: OperationReading,
  node: Node,
  name: string,
  what: string,
  required: boolean,
): undefined {
  const place = placeOf(node);
  const message = `The parameter "${name}" has ${what}, which is not supported.`;
  const hint = required
    ? 'Correct the description.'
    : 'Do not use this parameter, or correct the description.';
  const severity = required ? 'error' : 'warning';
  reading.diagnostics.push(diagnose('step/unsupported-serialization', message, { place, hint, severity }));
  return undefined;
}

/** Whether values can be written in a media type: any that is text. Bytes have no place in a URL or a field. */
function isWritable(mediaType: string): boolean {
  return textMedium(mediaType) !== undefined && isUtf8(mediaType);
}

function isLocation(where: string): where is ParameterLocation {
  return Object.hasOwn(styles, where);
}

function isStyle(where: ParameterLocation, style: unknown): style is ParameterStyle {
  return (styles[where] as readonly unknown[]).includes(style);
}

/** `allowReserved` concerns query parameters; since 3.2 whatever is percent-encoded (clause 4.4). */
function allowsReserved(reading: OperationReading, where: ParameterLocation, value: JsonObject): boolean {
  const concerned = where === 'query' || (where !== 'header' && isNewerThan31(reading.description.version));
  return concerned && value['allowReserved'] === true;
}
