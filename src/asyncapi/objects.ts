import { isObject } from '../text/json.ts';
import type { Field, ObjectShape, Shape } from './shape.ts';

// The objects that AsyncAPI 2 and 3 have in common, and what their tables are written with.

/** The shape, or a reference to it. */
export const orReference = (of: Shape): Shape => ({ kind: 'or-reference', of });
/** A list of entries of that shape. */
export const listOf = (of: Shape): Shape => ({ kind: 'list', of });
/** A map of members of that shape. */
export const mapOf = (of: Shape): Shape => ({ kind: 'map', of });
/** A map whose names are letters, digits and `.-_` alone, as those of components and servers have to be. */
export const namedMapOf = (of: Shape): Shape => ({ kind: 'map', of, names: /^[\w.-]+$/ });
/** A field that may be missing. */
export const optional = (shape: Shape): Field => ({ shape });
/** A field that must be there. */
export const required = (shape: Shape): Field => ({ shape, required: true });

/** Any text. */
export const text: Shape = { kind: 'text' };
/** A list of texts. */
export const texts: Shape = listOf(text);
const uri: Shape = { kind: 'uri' };

/** What protocols add: any map. */
export const bindings: Shape = orReference({ kind: 'map-of-anything' });

/** External Documentation Object. */
export const externalDocs: ObjectShape = {
  kind: 'object',
  name: 'external documentation',
  fields: { description: optional(text), url: required(uri) },
};

/** Tag Object. @param docs External documentation, or since 3.0 a reference to it. */
export const tagWith = (docs: Shape): ObjectShape => ({
  kind: 'object',
  name: 'tag',
  fields: { name: required(text), description: optional(text), externalDocs: optional(docs) },
});

const contact: ObjectShape = {
  kind: 'object',
  name: 'contact',
  fields: { name: optional(text), url: optional(uri), email: optional(text) },
};

const license: ObjectShape = {
  kind: 'object',
  name: 'license',
  fields: { name: required(text), url: optional(uri) },
};

/** Info Object. @param fields What 3.0 added. */
export const infoWith = (fields: Readonly<Record<string, Field>>): ObjectShape => ({
  kind: 'object',
  name: 'info',
  fields: {
    title: required(text),
    version: required(text),
    description: optional(text),
    termsOfService: optional(uri),
    contact: optional(contact),
    license: optional(license),
    ...fields,
  },
});

/** Server Variable Object. */
export const serverVariable: Shape = orReference({
  kind: 'object',
  name: 'server variable',
  fields: {
    enum: optional(texts),
    default: optional(text),
    description: optional(text),
    examples: optional(texts),
  },
  hasChoices: true,
});

/** Correlation ID Object. */
export const correlationId: Shape = orReference({
  kind: 'object',
  name: 'correlation id',
  fields: { description: optional(text), location: required({ kind: 'location' }) },
});

/** Message Example Object. 2.0 said of it only that it is a map. */
export const messageExample: ObjectShape = {
  kind: 'object',
  name: 'message example',
  fields: {
    headers: optional({ kind: 'map-of-anything' }),
    payload: optional({ kind: 'any' }),
    name: optional(text),
    summary: optional(text),
  },
};

/** Security Scheme Object, by its type. @param scopes The name of the scopes of a flow, and what else 3.0 added to schemes with scopes. */
export function securityScheme(scopes: string, scoped: Readonly<Record<string, Field>>): Shape {
  const flow = (...urls: string[]): Field =>
    optional({
      kind: 'object',
      name: 'OAuth flow',
      fields: {
        authorizationUrl: optional(uri),
        tokenUrl: optional(uri),
        ...Object.fromEntries(urls.map((url) => [url, required(uri)])),
        refreshUrl: optional(uri),
        [scopes]: required(mapOf(text)),
      },
    });
  const flows: ObjectShape = {
    kind: 'object',
    name: 'OAuth flows',
    fields: {
      implicit: flow('authorizationUrl'),
      password: flow('tokenUrl'),
      clientCredentials: flow('tokenUrl'),
      authorizationCode: flow('authorizationUrl', 'tokenUrl'),
    },
  };
  const fieldsOf: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
    userPassword: {},
    apiKey: { in: required({ kind: 'one-of', values: ['user', 'password'] }) },
    X509: {},
    symmetricEncryption: {},
    asymmetricEncryption: {},
    httpApiKey: {
      name: required(text),
      in: required({ kind: 'one-of', values: ['query', 'header', 'cookie'] }),
    },
    http: { scheme: required(text), bearerFormat: optional(text) },
    oauth2: { flows: required(flows), ...scoped },
    openIdConnect: { openIdConnectUrl: required(uri), ...scoped },
    plain: {},
    scramSha256: {},
    scramSha512: {},
    gssapi: {},
  };
  const type = required({ kind: 'one-of', values: Object.keys(fieldsOf) });
  const scheme = (fields: Readonly<Record<string, Field>>): ObjectShape => ({
    kind: 'object',
    name: 'security scheme',
    fields: { type, description: optional(text), ...fields },
  });
  const byType = new Map(Object.entries(fieldsOf).map(([name, fields]) => [name, scheme(fields)]));
  // Without a type nothing can be said of the other fields.
  const other: ObjectShape = { ...scheme({}), isOpen: true };
  return orReference({
    kind: 'choice',
    of: (value) => (isObject(value) ? byType.get(String(value['type'])) : undefined) ?? other,
  });
}
