import { diagnose } from '../diagnostics/diagnose.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import type { Parameter, ParameterLocation, ParameterStyle } from './operation.ts';
import { readSchema } from './read-content.ts';
import { follow, type OperationReading, reportMalformed } from './reading.ts';
import { child, children, type Node, nodeAt } from './resolve-reference.ts';
import { essence, isJson } from './media-type.ts';

/** The styles that each location allows, its default first (OpenAPI 3.1.1, section 4.8.12.2). */
const styles: Readonly<Record<ParameterLocation, readonly ParameterStyle[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
};

/** Header fields whose declarations OpenAPI says to ignore. */
const ignoredHeaders = ['accept', 'content-type', 'authorization'];

/**
 * The parameters of an operation: its path item's, replaced by its own of the same name and location (clause 4.4). Names of headers
 * are compared without regard to case (clause F1).
 */
export function readParameters(reading: OperationReading, operation: Node): Parameter[] {
  const root = reading.located.value;
  // The farthest path item first, so that nearer declarations replace its own.
  const holders = [
    ...reading.entry.pathItems.toReversed().map((pointer) => nodeAt(root, pointer)),
    operation,
  ];
  const parameters = new Map<string, Parameter>();
  for (const [, at] of holders.flatMap((holder) => children(child(holder, 'parameters')))) {
    const node = follow(reading, at, 'error');
    const parameter = node === undefined ? undefined : readParameter(reading, node);
    if (parameter === undefined) continue;
    const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
    parameters.set(`${parameter.in} ${name}`, parameter);
  }
  return [...parameters.values()];
}

function readParameter(reading: OperationReading, node: Node): Parameter | undefined {
  const { value } = node;
  if (!isObject(value) || typeof value['name'] !== 'string' || typeof value['in'] !== 'string') {
    reportMalformed(reading, node, 'A parameter needs a name and a location ("in").', 'error');
    return undefined;
  }
  const { name, in: where } = value;
  if (where === 'header' && ignoredHeaders.includes(name.toLowerCase())) return undefined;
  const required = where === 'path' || value['required'] === true;
  if (!isLocation(where)) return unsupported(reading, node, name, `the location "${where}"`, required);
  const style = value['style'] ?? styles[where][0];
  if (!isStyle(where, style)) {
    return unsupported(reading, node, name, `the style ${JSON.stringify(style)} in ${where}`, required);
  }
  const media = children(child(node, 'content'))[0];
  if (media !== undefined && !isJson(media[0]) && essence(media[0])?.startsWith('text/') !== true) {
    return unsupported(reading, node, name, `the media type "${media[0]}"`, required);
  }
  const described = media === undefined ? node : follow(reading, media[1], 'error');
  const schema = described === undefined ? undefined : readSchema(reading, described);
  return {
    name,
    in: where,
    required,
    style,
    explode: typeof value['explode'] === 'boolean' ? value['explode'] : style === 'form',
    allowReserved: allowsReserved(reading, where, value),
    ...(media === undefined ? {} : { mediaType: media[0] }),
    ...(schema === undefined ? {} : { schema }),
  };
}

/** A parameter that cannot be written stops the operation only when no request can do without it. */
function unsupported(
  reading: OperationReading,
  node: Node,
  name: string,
  what: string,
  required: boolean,
): undefined {
  const place = reading.located.place(node.pointer);
  const message = `The parameter "${name}" has ${what}, which is not supported.`;
  const hint = required
    ? 'Correct the description.'
    : 'Do not use this parameter, or correct the description.';
  const severity = required ? 'error' : 'warning';
  reading.diagnostics.push(diagnose('step/unsupported-serialization', message, { place, hint, severity }));
  return undefined;
}

function isLocation(where: string): where is ParameterLocation {
  return Object.hasOwn(styles, where);
}

function isStyle(where: ParameterLocation, style: unknown): style is ParameterStyle {
  return (styles[where] as readonly unknown[]).includes(style);
}

/** `allowReserved` concerns query parameters; since 3.2 those of the path too (clause 4.4). */
function allowsReserved(reading: OperationReading, where: ParameterLocation, value: JsonObject): boolean {
  const concerned =
    where === 'query' || (where === 'path' && !/^3\.[01]\b/.test(reading.description.version));
  return concerned && value['allowReserved'] === true;
}
