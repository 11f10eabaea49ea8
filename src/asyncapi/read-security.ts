import type { SecurityRequirement, SecurityScheme } from '../openapi/operation.ts';
import { follow, type Reading } from '../openapi/read/reading.ts';
import { securitySchemeIn } from '../openapi/read/read-security.ts';
import { child, children, type Node, nodeAt, referenceOf } from '../openapi/read/resolve-reference.ts';
import { isObject } from '../text/json.ts';
import type { AsyncApiDescription } from './description.ts';

/** What an operation requires, else what the server does: alternatives, as in OpenAPI. */
export function readSecurity(
  reading: Reading,
  description: AsyncApiDescription,
  server: Node,
  operation: Node | undefined,
): SecurityRequirement[] {
  const declared = (operation && child(operation, 'security')) ?? child(server, 'security');
  return children(declared).flatMap(([index, written]) =>
    description.major === 2
      ? requirementByName(reading, description, written)
      : requirementByScheme(reading, written, index),
  );
}

/** 2.x names schemes of the components. */
function requirementByName(
  reading: Reading,
  { document }: AsyncApiDescription,
  written: Node,
): SecurityRequirement[] {
  if (!isObject(written.value)) return [];
  const entries = children(written).map(([name, { value }]) => {
    const scopes = Array.isArray(value) ? value.map(String) : [];
    const component = child(nodeAt(document, '/components/securitySchemes'), name);
    const found = component && follow(reading, component, 'warning');
    const scheme = found && schemeIn(found);
    return [name, { scopes, ...(scheme === undefined ? {} : { scheme }) }] as const;
  });
  return [Object.fromEntries(entries)];
}

/** 3.x lists the schemes themselves, or references to them; one of them is enough. */
function requirementByScheme(reading: Reading, written: Node, index: string): SecurityRequirement[] {
  const found = follow(reading, written, 'warning');
  if (found === undefined) return [];
  const name = referenceOf(written)?.split('/').at(-1) ?? `security${index}`;
  const scopes = children(child(found, 'scopes')).map(([, { value }]) => String(value));
  const scheme = schemeIn(found);
  return [{ [name]: { scopes, ...(scheme === undefined ? {} : { scheme }) } }];
}

/** The HTTP schemes that the types of AsyncAPI come to where messages go over HTTP. Those of brokers alone answer challenges. */
const overHttp: Readonly<Record<string, string>> = {
  userPassword: 'basic',
  plain: 'basic',
  scramSha256: 'scram-sha-256',
  scramSha512: 'scram-sha-512',
  gssapi: 'negotiate',
};

function schemeIn(node: Node): SecurityScheme | undefined {
  const { type, name, in: where } = isObject(node.value) ? node.value : {};
  if (typeof type === 'string' && Object.hasOwn(overHttp, type))
    return { type: 'http', scheme: overHttp[type]! };
  if (type === 'X509') return { type: 'mutualTLS' };
  if (type !== 'httpApiKey') return securitySchemeIn(node);
  if (typeof name !== 'string' || (where !== 'header' && where !== 'query' && where !== 'cookie'))
    return undefined;
  return { type: 'apiKey', in: where, name };
}
