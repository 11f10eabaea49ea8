import type { Channel } from '../../asyncapi/channel.ts';
import { messageContent } from '../../asyncapi/message-content.ts';
import { readChannel } from '../../asyncapi/read-channel.ts';
import { bodySchema } from '../../openapi/schema/body-schema.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import type { Operation, Parameter, RequestBody, SchemaSummary } from '../../openapi/operation.ts';
import { readOperation } from '../../openapi/read/read-operation.ts';
import { declaredParameters } from '../../openapi/read/read-parameters.ts';
import { child, children, type Node, resolveReference } from '../../openapi/read/resolve-reference.ts';
import { answerSchema } from '../../openapi/schema/schema-at.ts';
import type { LoadedSource } from '../loaded-source.ts';
import { type SchemaTree, schemaTree } from './schema-tree.ts';
import type { UsedEntry, UsedOperation } from '../used-operations.ts';

/** What of an operation requests are built from and answers are checked against: not where it stands, nor what is said of it for people. */
export interface OperationContent extends Omit<
  Operation,
  'pointer' | 'parameters' | 'requestBody' | 'responses' | 'operationId'
> {
  readonly parameters: readonly ParameterContent[];
  readonly requestBody?: Omit<RequestBody, 'content'> & {
    readonly content: Contents<RequestBody['content'][string]>;
  };
  /** By status. */
  readonly responses: Readonly<Record<string, Contents>>;
  /** Of a channel: what its messages are, headers and correlation ids among it. */
  readonly messages?: Channel['messages'];
}

/** A parameter with what its schema says at depth. */
export type ParameterContent = Omit<Parameter, 'schema'> & { readonly schema?: SchemaTree };

/** By media type. */
export type Contents<T extends object = object> = Readonly<
  Record<string, Omit<T, 'schema'> & { readonly schema?: SchemaTree }>
>;

/** How deep schemas are looked into: all that is sent matters, of answers what expressions of documents usually reach. */
const depths = { request: 8, response: 3 } as const;

/**
 * The operations and channels used of a source, by the names that the document uses. Those that it does not have are left out. Documents that its
 * references lead to are retrieved.
 */
export async function contentsOf(
  source: LoadedSource,
  operations: readonly UsedOperation[],
): Promise<Readonly<Record<string, OperationContent>>> {
  let contents = readContents(source, operations);
  while (await source.others.retrieve()) contents = readContents(source, operations);
  return contents;
}

function readContents(
  source: LoadedSource,
  operations: readonly UsedOperation[],
): Readonly<Record<string, OperationContent>> {
  const contents = operations.flatMap((operation) =>
    operation.findIn(source).flatMap((used) => {
      const content = contentOf(source, used);
      return content === undefined ? [] : [[operation.name, content] as const];
    }),
  );
  return Object.fromEntries(contents.toReversed());
}

function contentOf(
  { kind, description, name: source }: LoadedSource,
  used: UsedEntry,
): OperationContent | undefined {
  if (kind === 'openapi' && used.kind === 'operation') {
    const read = readOperation(description, used.entry, { serverGiven: true, source });
    const { entry } = used;
    const declared = declaredParameters({ diagnostics: [], description, entry, serverGiven: true });
    const {
      pointer: _pointer,
      operationId: _id,
      parameters,
      requestBody,
      responses,
      ...request
    } = read.operation;
    return {
      ...request,
      parameters: parameters.map((each) => withSchema(declared, each)),
      ...(requestBody === undefined ? {} : { requestBody: withSchemas(entry, declared, requestBody) }),
      responses: Object.fromEntries(
        Object.entries(responses).map(([status, { content }]) => [
          status,
          deepened(content, (type) => answerSchema(entry, status, type), depths.response),
        ]),
      ),
    };
  }
  if (kind === 'openapi' || used.kind === 'operation') return undefined;
  const { channel } = readChannel(description, used, { serverGiven: true });
  return channel && channelContent(channel, used.operation?.action ?? 'channel');
}

function withSchema(declared: readonly Node[], parameter: Parameter): ParameterContent {
  const node = declared.find(
    (each) => child(each, 'in')?.value === parameter.in && child(each, 'name')?.value === parameter.name,
  );
  if (node === undefined) return parameter;
  // In 2.0 a parameter has the keywords of a schema itself.
  const described = node.document.rules === '2.0' ? node : parameterSchema(node);
  return described === undefined
    ? parameter
    : { ...parameter, schema: schemaTree(described, depths.request) };
}

function parameterSchema(node: Node): Node | undefined {
  const media = children(child(node, 'content'))[0]?.[1];
  const found = media && resolveReference(media);
  return child(found === undefined || 'reason' in found ? node : found, 'schema');
}

function withSchemas(
  entry: OperationEntry,
  declared: readonly Node[],
  body: RequestBody,
): NonNullable<OperationContent['requestBody']> {
  const { required, content } = body;
  const deep: BodyContents = deepened(content, (type) => bodySchema(entry, type), depths.request);
  const placed = (where: string): readonly Node[] =>
    declared.filter((node) => child(node, 'in')?.value === where);
  const fields = placed('body').length === 0 ? placed('formData') : [];
  return { required, content: fields.length === 0 ? deep : withFields(deep, fields) };
}

type BodyContents = NonNullable<OperationContent['requestBody']>['content'];

/** In 2.0 a form has no schema of its own: each of its fields has the keywords of one. */
function withFields(content: BodyContents, fields: readonly Node[]): BodyContents {
  const properties = Object.fromEntries(
    fields.map((node) => [String(child(node, 'name')?.value), schemaTree(node, depths.request)]),
  );
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => [
      type,
      { ...media, schema: { types: [], ...media.schema, properties } },
    ]),
  );
}

/** Contents with what their schemas say at depth; the summary stays where there is no schema. */
function deepened<T extends { readonly schema?: SchemaSummary }>(
  content: Readonly<Record<string, T>>,
  schemaOf: (mediaType: string) => Node | undefined,
  depth: number,
): Contents<T> {
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => {
      const schema = schemaOf(type);
      return [type, schema === undefined ? media : { ...media, schema: schemaTree(schema, depth) }];
    }),
  );
}

/** A channel as operations are compared: its action in the place of the method. */
function channelContent(channel: Channel, method: string): OperationContent {
  const { address, servers, messages } = channel;
  const requestBody = messageContent(channel);
  return {
    method,
    path: address,
    servers,
    parameters: [],
    security: servers.flatMap(({ security }) => security),
    responses: {},
    messages,
    ...(requestBody === undefined ? {} : { requestBody }),
  };
}
