import { diagnose } from '../diagnostics/diagnose.ts';
import { isObject } from '../text/json.ts';
import type { SecurityRequirement, SecurityScheme } from './operation.ts';
import { follow, type OperationReading, reportMalformed } from './reading.ts';
import { child, children, type Node, nodeAt } from './resolve-reference.ts';

/**
 * What an operation requires: its own `security`, which an empty list sets aside, else the description's (clause 4.6). A scheme whose
 * name is not declared is kept without `scheme`; whether that matters depends on the credentials there are.
 */
export function readSecurity(reading: OperationReading, operation: Node): SecurityRequirement[] {
  const root = nodeAt(reading.located.value, '');
  const declared = child(operation, 'security') ?? child(root, 'security');
  if (declared === undefined) return [];
  const schemes = new Map<string, SecurityScheme | undefined>();
  const schemeOf = (name: string): SecurityScheme | undefined => {
    if (!schemes.has(name)) schemes.set(name, readScheme(reading, name));
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

function readScheme(reading: OperationReading, name: string): SecurityScheme | undefined {
  const schemes = nodeAt(reading.located.value, '/components/securitySchemes');
  const at = child(schemes, name);
  const node = at === undefined ? undefined : follow(reading, at, 'warning');
  if (node === undefined) return undefined;
  const scheme = schemeIn(node);
  if (scheme === undefined) {
    const place = reading.located.place(node.pointer);
    const message = `The security scheme "${name}" is not one that OpenAPI describes.`;
    const hint = 'Give it a type and the fields of that type.';
    reading.diagnostics.push(diagnose('source/malformed', message, { place, hint, severity: 'warning' }));
  }
  return scheme;
}

/** The scheme, or undefined when its type is unknown or a field that the type needs is missing. */
function schemeIn(node: Node): SecurityScheme | undefined {
  const text = (field: string): string | undefined => {
    const value = child(node, field)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const [scheme, name, where, url] = [text('scheme'), text('name'), text('in'), text('openIdConnectUrl')];
  switch (text('type')) {
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

function flowsIn(node: Node): Record<string, { readonly tokenUrl?: string }> {
  const flows = children(child(node, 'flows')).filter(([name]) => !name.startsWith('x-'));
  return Object.fromEntries(
    flows.map(([name, flow]) => {
      const tokenUrl = child(flow, 'tokenUrl')?.value;
      return [name, typeof tokenUrl === 'string' ? { tokenUrl } : {}];
    }),
  );
}
