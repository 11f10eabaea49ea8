import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/near.ts';
import { wrongKeywords } from '../openapi/schema/json-schema-keywords.ts';
import { pathVariables } from '../openapi/path-template.ts';
import { follow, type Reading, reportBroken, reportMalformed } from '../openapi/read/reading.ts';
import {
  child,
  children,
  type Node,
  nodeAt,
  placeOf,
  resolveReference,
} from '../openapi/read/resolve-reference.ts';
import { isObject } from '../text/json.ts';
import type { AsyncApiDescription, ChannelEntry, ChannelOperationEntry } from './description.ts';
import { checkShape, type ShapeReading } from './check-shape.ts';
import { messagesIn } from './message-nodes.ts';
import { description2 } from './objects-2.ts';
import { description3 } from './objects-3.ts';
import { headerSchemas, payloadSchema, readMessage, writtenMessages } from './read-message.ts';
import { readServer } from './read-servers.ts';

/** The protocols that AsyncAPI has bindings for, and their usual other spellings. */
const protocols =
  'amqp amqp1 amqps anypointmq googlepubsub http https ibmmq jms kafka kafka-secure mercure mqtt mqtt5 mqtts nats pulsar redis rediss secure-mqtt sns solace sqs stomp stomps ws wss'.split(
    ' ',
  );

/**
 * Looks at the whole of a description, also at what no step uses: so that everything that it finds is a warning, or information. What a step uses
 * is read again when it is compiled, and is an error there.
 * @param told What was found of it before. Where something is told of a place, its shape says nothing more.
 */
export function checkAsyncApi(
  description: AsyncApiDescription,
  told: readonly Diagnostic[] = [],
): readonly Diagnostic[] {
  const reading: Reading = { diagnostics: [] };
  const root = nodeAt(description.document, '');
  checkReferences(reading, root, new Set());
  for (const [name, written] of named(child(root, 'servers')))
    checkServer(reading, description, name, written);
  for (const channel of description.channels) checkChannel(reading, description, channel);
  for (const operation of description.operations) checkOperation(reading, description, operation);
  const places = new Set([...told, ...reading.diagnostics].map(placeKey));
  const shapes: ShapeReading = { diagnostics: [], major: description.major, seen: new Map() };
  const shape = description.major === 2 ? description2 : description3;
  checkShape(shapes, shape, { node: root, label: 'the description' });
  return [
    ...reading.diagnostics.map((each) =>
      each.severity === 'info' ? each : { ...each, severity: 'warning' as const },
    ),
    ...shapes.diagnostics.filter((each) => !places.has(placeKey(each))),
  ];
}

function placeKey({ place }: Diagnostic): string {
  return JSON.stringify([place?.file, place?.pointer]);
}

/** The members of a map but for extensions. */
function named(map: Node | undefined): (readonly [name: string, node: Node])[] {
  return children(map).filter(([name]) => !name.startsWith('x-'));
}

/** What holds values that mean nothing to the description. */
const values = new Set(['const', 'default', 'enum', 'example', 'examples', 'bindings']);

/** What holds members by names of the author's, which may be the names of keywords. */
const maps = new Set([
  'properties',
  'patternProperties',
  'definitions',
  'headers',
  'channels',
  'operations',
  'servers',
  'messages',
  'parameters',
  'schemas',
]);

/** Every reference in the first document leads somewhere. */
function checkReferences(reading: Reading, node: Node, above: Set<unknown>, isMap = false): void {
  if (typeof node.value !== 'object' || node.value === null || above.has(node.value)) return;
  const found = isMap ? node : resolveReference(node);
  if ('reason' in found && found.node.pointer === node.pointer) reportBroken(reading, found, 'warning');
  above.add(node.value);
  for (const [name, member] of children(node)) {
    if (!isMap && (values.has(name) || name.startsWith('x-'))) continue;
    checkReferences(reading, member, above, !isMap && maps.has(name));
  }
  above.delete(node.value);
}

function checkServer(reading: Reading, description: AsyncApiDescription, name: string, written: Node): void {
  const node = quietly(written);
  const server = node && readServer(reading, name, node);
  if (node === undefined || server === undefined) return;
  const { protocol, url, variables } = server;
  if (!protocols.includes(protocol)) {
    const message = `The server "${name}" has the protocol "${protocol}", which is none that AsyncAPI names.`;
    const hint = didYouMean(protocol, protocols) ?? 'Give the library a transport of that name.';
    const place = placeOf(node, 'protocol');
    reading.diagnostics.push(diagnose('source/malformed', message, { place, hint, severity: 'info' }));
  }
  for (const variable of pathVariables(url)) {
    if (Object.hasOwn(variables, variable)) continue;
    const message = `The server "${name}" uses the variable "${variable}", which has no default.`;
    const hint = 'Declare it in variables, with a default.';
    reading.diagnostics.push(diagnose('source/server-variable', message, { place: placeOf(node), hint }));
  }
  if (description.major === 3) return;
  for (const [, requirement] of children(child(node, 'security')))
    checkRequirement(reading, description, requirement);
}

/** The schemes that a requirement of 2.x names exist. */
function checkRequirement(reading: Reading, { document }: AsyncApiDescription, requirement: Node): void {
  const schemes = child(nodeAt(document, '/components'), 'securitySchemes');
  for (const [name] of children(requirement)) {
    if (schemes !== undefined && child(schemes, name) !== undefined) continue;
    const message = `There is no security scheme "${name}" in the components.`;
    const hint =
      didYouMean(
        name,
        children(schemes).map(([each]) => each),
      ) ?? 'Add it to components.securitySchemes.';
    reading.diagnostics.push(
      diagnose('source/malformed', message, { place: placeOf(requirement, name), hint }),
    );
  }
}

function checkChannel(reading: Reading, description: AsyncApiDescription, channel: ChannelEntry): void {
  const { name, node, address = '' } = channel;
  const messages = messagesIn(description, channel, undefined);
  if (messages.length === 0)
    reportMalformed(reading, node, `The channel "${name}" has no messages.`, 'warning');
  const declared = named(child(node, 'parameters')).map(([each]) => each);
  const variables = pathVariables(address);
  for (const variable of variables.filter((each) => !declared.includes(each))) {
    const message = `The address "${address}" has the variable "${variable}", which the channel does not declare.`;
    const hint = didYouMean(variable, declared) ?? 'Add it to the parameters of the channel.';
    reading.diagnostics.push(diagnose('source/malformed', message, { place: placeOf(node), hint }));
  }
  for (const parameter of declared.filter((each) => !variables.includes(each))) {
    const message = `The channel "${name}" declares the parameter "${parameter}", which its address does not have.`;
    const place = placeOf(child(node, 'parameters')!, parameter);
    reading.diagnostics.push(
      diagnose('source/malformed', message, { place, hint: didYouMean(parameter, variables) }),
    );
  }
  for (const [each, written] of messages) checkMessage(reading, description, each, written);
}

function checkMessage(reading: Reading, description: AsyncApiDescription, name: string, written: Node): void {
  if (quietly(written) === undefined) return;
  for (const { name: each, node } of writtenMessages(reading, description, name, written)) {
    readMessage(reading, description, each, node);
    const { major } = description;
    for (const schema of [payloadSchema(node, major) ?? [], headerSchemas(node, major)].flat())
      checkSchema(reading, schema, new Set());
  }
}

/** The keywords of a schema, and of those within it in this document, have values that they can have. */
function checkSchema(reading: Reading, written: Node, seen: Set<unknown>): void {
  const node = quietly(written);
  if (node === undefined || seen.has(node.value)) return;
  seen.add(node.value);
  if (!isObject(node.value)) {
    if (typeof node.value !== 'boolean')
      reportMalformed(reading, node, 'A schema is an object, or true or false.', 'warning');
    return;
  }
  for (const keyword of wrongKeywords(node)) {
    const message = `The keyword "${keyword}" of a schema has a value that it cannot have.`;
    reportMalformed(reading, child(node, keyword)!, message, 'warning');
  }
  const below = (keyword: string): Node[] => children(child(node, keyword)).map(([, each]) => each);
  const single = ['items', 'additionalProperties', 'not', 'contains', 'if', 'then', 'else', 'propertyNames'];
  const schemas = [
    ...single.flatMap((keyword) => child(node, keyword) ?? []).filter(({ value }) => isObject(value)),
    ...['properties', 'patternProperties', 'allOf', 'anyOf', 'oneOf'].flatMap(below),
  ];
  for (const each of schemas) checkSchema(reading, each, seen);
}

/** The messages that an operation lists are of its channel (3.x). */
function checkOperation(
  reading: Reading,
  description: AsyncApiDescription,
  { operationId = '', channel, messages = [], reply }: ChannelOperationEntry,
): void {
  if (description.major === 2) return;
  const uses = [
    { channel, messages },
    { channel: reply?.channel, messages: reply?.messages ?? [] },
  ];
  for (const { channel: of, messages: listed } of uses) {
    const own = new Set(children(of && child(of.node, 'messages')).map(([, each]) => quietly(each)?.value));
    for (const [name, written] of of === undefined ? [] : listed) {
      const found = quietly(written);
      if (found === undefined || own.has(found.value)) continue;
      const message = `The operation "${operationId}" lists the message "${name}", which is none of its channel "${of!.name}".`;
      reportMalformed(reading, written, message, 'warning');
    }
  }
}

/** What a reference leads to. Where it leads nowhere, that is told once, for the reference itself. */
function quietly(written: Node): Node | undefined {
  return follow({ diagnostics: [] }, written, 'warning');
}
