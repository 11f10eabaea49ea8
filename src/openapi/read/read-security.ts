import { diagnose } from '../../diagnostics/diagnose.ts';
import { isObject } from '../../text/json.ts';
import type { OAuthFlow, SecurityRequirement, SecurityScheme } from '../operation.ts';
import { isNewerThan31 } from '../openapi-document.ts';
import { follow, type OperationReading, reportMalformed } from './reading.ts';
import { child, children, type Node, nodeAt, placeOf } from './resolve-reference.ts';

/**
 * What an operation requires: its own `security`, which an empty list sets aside, else the description's (clause 4.6). A scheme whose
 * name is not declared is kept without `scheme`; whether that matters depends on the credentials there are.
 */
export function readSecurity(reading: OperationReading): SecurityRequirement[] {
  const root = nodeAt(reading.description.document, '');
  const declared = child(reading.entry.node, 'security') ?? child(root, 'security');
  if (declared === undefined) return [];
  const schemes = new Map<string, SecurityScheme | undefined>();
  const schemeOf = (name: string): SecurityScheme | undefined => {
    if (!schemes.has(name)) schemes.set(name, readScheme(reading, name, declared));
    return schemes.get(name);
  };
  return children(declared).flatMap(([, requirement]) => {
    if (!isObject(requirement.value)) {
      reportMalformed(reading, requirement, 'A security requirement is not an object.', 'error');
      return [];
    }
    const entries = children(requirement).map(([name, { value }]) => {
      const scopes = Array.isArray(value)
        ? value.filter((each): each is string => typeof each === 'string')
        : [];
      const scheme = schemeOf(name);
      return [name, { scopes, ...(scheme === undefined ? {} : { scheme }) }] as const;
    });
    return [Object.fromEntries(entries)];
  });
}

/** The scheme of a name: a component of the first document; since 3.2 also what the name leads to as a URI-reference. */
function readScheme(reading: OperationReading, name: string, holder: Node): SecurityScheme | undefined {
  const { document, rules } = reading.description;
  const at = child(
    nodeAt(document, rules === '2.0' ? '/securityDefinitions' : '/components/securitySchemes'),
    name,
  );
  const named = at ?? (isUri(reading, name) ? { ...holder, value: { $ref: name } } : undefined);
  const node = named === undefined ? undefined : follow(reading, named, 'warning');
  if (node === undefined) return undefined;
  const scheme = securitySchemeIn(node);
  if (scheme === undefined) {
    const place = placeOf(node);
    const message = `The security scheme "${name}" is not one that OpenAPI describes.`;
    const hint = 'Give it a type and the fields of that type.';
    reading.diagnostics.push(diagnose('source/malformed', message, { place, hint, severity: 'warning' }));
  }
  return scheme;
}

/** A name of a component has none of these characters; a URI-reference of one segment is written `./segment`. */
function isUri({ description }: OperationReading, name: string): boolean {
  return isNewerThan31(description.version) && /[/#:]/.test(name);
}

/** The scheme, or undefined when its type is unknown or a field that the type needs is missing. */
export function securitySchemeIn(node: Node): SecurityScheme | undefined {
  const text = (field: string): string | undefined => {
    const value = child(node, field)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const [scheme, name, where, url] = [text('scheme'), text('name'), text('in'), text('openIdConnectUrl')];
  switch (text('type')) {
    case 'basic':
      // The one HTTP scheme that 2.0 has, as a type of its own.
      return node.document.rules === '2.0' ? { type: 'http', scheme: 'basic' } : undefined;
    case 'http':
      // Names of schemes are case-insensitive (clause 4.6).
      return scheme === undefined ? undefined : { type: 'http', scheme: scheme.toLowerCase() };
    case 'apiKey':
      if (name === undefined || (where !== 'header' && where !== 'query' && where !== 'cookie'))
        return undefined;
      return { type: 'apiKey', in: where, name };
    case 'oauth2':
      return { type: 'oauth2', flows: flowsIn(node) };
    case 'openIdConnect':
      return url === undefined ? undefined : { type: 'openIdConnect', openIdConnectUrl: url };
    case 'mutualTLS':
      return { type: 'mutualTLS' };
    default:
      return undefined;
  }
}

/** The names that OpenAPI 3 gives to the flows of 2.0. */
const flowNames: Readonly<Record<string, string>> = {
  accessCode: 'authorizationCode',
  application: 'clientCredentials',
};

function flowsIn(node: Node): Record<string, OAuthFlow> {
  const only = child(node, 'flow')?.value;
  if (node.document.rules === '2.0' && typeof only === 'string') {
    return { [Object.hasOwn(flowNames, only) ? flowNames[only]! : only]: flowIn(node) };
  }
  const flows = children(child(node, 'flows')).filter(([name]) => !name.startsWith('x-'));
  return Object.fromEntries(flows.map(([name, flow]) => [name, flowIn(flow)]));
}

function flowIn(node: Node): OAuthFlow {
  const tokenUrl = child(node, 'tokenUrl')?.value;
  const refreshUrl = child(node, 'refreshUrl')?.value;
  return {
    ...(typeof tokenUrl === 'string' ? { tokenUrl } : {}),
    ...(typeof refreshUrl === 'string' ? { refreshUrl } : {}),
  };
}
