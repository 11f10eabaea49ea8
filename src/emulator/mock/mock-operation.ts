import type { JsonSchema } from '../../arazzo/document.ts';
import type { OpenApiDescription, OperationEntry } from '../../openapi/description.ts';
import { describeXml, type XmlDescription } from '../../openapi/serialize/describe-xml.ts';
import { type Direction, jsonSchemaOf } from '../../openapi/schema/json-schema-of.ts';
import { isMultipart } from '../../openapi/media-type.ts';
import type { Operation, Parameter } from '../../openapi/operation.ts';
import { readOperation } from '../../openapi/read/read-operation.ts';
import {
  child,
  children,
  type Node,
  nodeAt,
  resolveReference,
} from '../../openapi/read/resolve-reference.ts';
import { declaredParameters } from '../../openapi/read/read-parameters.ts';
import { compileTemplate, type PathMatcher } from './path-matcher.ts';

/** One operation as a mock answers it: what its requests must be, and what it may be answered with. */
export interface MockOperation {
  readonly entry: OperationEntry;
  readonly operation: Operation;
  /** `POST /pets`, as people name it. */
  readonly title: string;
  readonly matches: PathMatcher;
  /** The schema of a parameter; undefined when it has none. */
  parameterSchema(parameter: Pick<Parameter, 'name' | 'in'>): JsonSchema | undefined;
  /** The schema of a request body in a media type as the description writes it. */
  bodySchema(mediaType: string): JsonSchema | undefined;
  /** By status as the description writes it, in its order. */
  readonly responses: ReadonlyMap<string, MockResponse>;
}

/** A Response Object as answers are made from it. */
export interface MockResponse {
  readonly headers: ReadonlyMap<string, MockContent>;
  /** By media type as the description writes it. */
  readonly content: ReadonlyMap<string, MockContent>;
}

/** A schema with the examples that stand beside it. */
export interface MockContent {
  /** Made when it is asked for first. */
  schema(): JsonSchema | undefined;
  /** How its values are written as XML. */
  xml(): XmlDescription | undefined;
  /** In the order of the description. */
  readonly examples: readonly unknown[];
}

/** Reads the operations of a description, each when it is asked for first. */
export function mockOperations(description: OpenApiDescription): readonly MockOperation[] {
  return description.operations.map((entry) => mockOperation(description, entry));
}

function mockOperation(description: OpenApiDescription, entry: OperationEntry): MockOperation {
  const lazily = once(() => readOperation(description, entry, { serverGiven: true }).operation);
  const parameters = once(() =>
    declaredParameters({ diagnostics: [], description, entry, serverGiven: true }),
  );
  const matcher = once(() => compileTemplate(lazily()));
  const responses = once(() => readResponses(description, entry));
  const bodies = new Map<string, JsonSchema | undefined>();
  const schemas = new Map<string, JsonSchema | undefined>();
  return {
    entry,
    get operation() {
      return lazily();
    },
    title: `${entry.method} ${entry.path}`,
    matches: (request) => matcher()(request),
    parameterSchema({ name, in: where }) {
      const key = `${where} ${name}`;
      if (!schemas.has(key)) schemas.set(key, parameterSchema(parameters(), name, where));
      return schemas.get(key);
    },
    bodySchema(mediaType) {
      if (!bodies.has(mediaType)) bodies.set(mediaType, bodySchema(entry, parameters(), mediaType));
      return bodies.get(mediaType);
    },
    get responses() {
      return responses();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function parameterSchema(declared: readonly Node[], name: string, where: string): JsonSchema | undefined {
  const isSame = (text: unknown): boolean =>
    where === 'header' ? String(text).toLowerCase() === name.toLowerCase() : text === name;
  const node = declared.find(
    (each) => isSame(child(each, 'name')?.value) && child(each, 'in')?.value === where,
  );
  if (node === undefined) return undefined;
  // A parameter of 2.0 is a schema of sorts itself.
  if (node.document.rules === '2.0') return fieldSchema(node);
  const media = children(child(node, 'content'))[0]?.[1];
  return schemaIn(media === undefined ? node : resolved(media), 'request');
}

/** What a parameter of 2.0 that is no body says of its values; `required` there is about the parameter. Its `file` is what later versions call `binary`. */
function fieldSchema(node: Node): JsonSchema {
  const bytes = child(node, 'type')?.value === 'file' ? { type: 'string', format: 'binary' } : {};
  const value = { ...(node.value as object), required: undefined, ...bytes };
  return jsonSchemaOf({ ...node, value }, 'request');
}

function bodySchema(
  entry: OperationEntry,
  declared: readonly Node[],
  mediaType: string,
): JsonSchema | undefined {
  if (entry.node.document.rules !== '2.0') {
    const body = resolved(child(entry.node, 'requestBody'));
    const media = children(body && child(body, 'content')).find(([name]) => isSameType(name, mediaType));
    const described = media && resolved(media[1]);
    return schemaIn(described, 'request') ?? (isMultipart(mediaType) ? itemsIn(described) : undefined);
  }
  const body = declared.find((node) => child(node, 'in')?.value === 'body');
  if (body !== undefined) return schemaIn(body, 'request');
  const fields = declared.filter((node) => child(node, 'in')?.value === 'formData');
  if (fields.length === 0) return undefined;
  const name = (node: Node): string => String(child(node, 'name')!.value);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((node) => [name(node), fieldSchema(node)])),
    required: fields.filter((node) => child(node, 'required')?.value === true).map(name),
  };
}

/** The lists whose items a media type describes (`itemSchema` since 3.2). */
function itemsIn(media: Node | undefined): JsonSchema | undefined {
  const items = media && child(media, 'itemSchema');
  return items && { type: 'array', items: jsonSchemaOf(items, 'request') };
}

/** The operation model has media types in lower case and without parameters. */
function isSameType(written: string, mediaType: string): boolean {
  return written.split(';', 1)[0]!.trim().toLowerCase() === mediaType;
}

function readResponses(
  description: OpenApiDescription,
  entry: OperationEntry,
): ReadonlyMap<string, MockResponse> {
  const found = new Map<string, MockResponse>();
  for (const [status, each] of children(child(entry.node, 'responses'))) {
    const node = status.startsWith('x-') ? undefined : resolved(each);
    if (node === undefined) continue;
    found.set(status, {
      headers: headersOf(description, node),
      content: contentOf(description, entry, node),
    });
  }
  return found;
}

function headersOf({ version }: OpenApiDescription, response: Node): ReadonlyMap<string, MockContent> {
  return new Map(
    children(child(response, 'headers')).flatMap(([name, each]) => {
      const node = resolved(each);
      if (node === undefined) return [];
      if (node.document.rules === '2.0')
        return [
          [name, { schema: once(() => fieldSchema(node)), xml: () => undefined, examples: [] }] as const,
        ];
      return [[name, contentAt(node, version)] as const];
    }),
  );
}

function contentOf(
  { document, version }: OpenApiDescription,
  entry: OperationEntry,
  response: Node,
): ReadonlyMap<string, MockContent> {
  if (document.rules !== '2.0') {
    return new Map(
      children(child(response, 'content')).flatMap(([name, each]) => {
        const media = resolved(each);
        return media === undefined ? [] : [[name, contentAt(media, version)] as const];
      }),
    );
  }
  const schema = child(response, 'schema');
  if (schema === undefined) return new Map();
  const produced = (child(entry.node, 'produces') ?? child(nodeAt(document, ''), 'produces'))?.value;
  const types = Array.isArray(produced) ? produced.filter((type) => typeof type === 'string') : [];
  const examples = new Map(children(child(response, 'examples')));
  return new Map(
    (types.length === 0 ? ['application/json'] : (types as readonly string[])).map((type) => {
      return [type, { ...schemasAt(response, version), examples: said([examples.get(type)?.value]) }];
    }),
  );
}

/** What a Media Type Object, or a Header Object, says of its value. */
function contentAt(node: Node, version: string): MockContent {
  const example = child(node, 'example')?.value;
  const named = children(child(node, 'examples')).map(([, each]) => exampleValue(each));
  return { ...schemasAt(node, version), examples: said([example, ...named]) };
}

/** The values that are there: an example may be told of by a URL alone. */
function said(values: readonly unknown[]): readonly unknown[] {
  return values.filter((value) => value !== undefined && value !== null);
}

/** Both ways of reading a schema of answers, each when it is asked for first. */
function schemasAt(node: Node, version: string): Pick<MockContent, 'schema' | 'xml'> {
  return {
    schema: once(() => schemaIn(node, 'response')),
    xml: once(() => {
      const schema = child(node, 'schema');
      return schema && describeXml(schema, version);
    }),
  };
}

/** The value of an Example Object; `dataValue` since 3.2. */
function exampleValue(at: Node): unknown {
  const node = resolved(at);
  return node && (child(node, 'dataValue') ?? child(node, 'value'))?.value;
}

function schemaIn(node: Node | undefined, direction: Direction): JsonSchema | undefined {
  const schema = node && child(node, 'schema');
  return schema && jsonSchemaOf(schema, direction);
}

function resolved(node: Node | undefined): Node | undefined {
  const found = node && resolveReference(node);
  return found === undefined || 'reason' in found ? undefined : found;
}
