import { diagnose } from '../diagnostics/diagnose.ts';
import { follow, type Reading, reportMalformed } from '../openapi/read/reading.ts';
import { child, children, type Node, nodeAt, placeOf } from '../openapi/read/resolve-reference.ts';
import { isObject } from '../text/json.ts';
import type { ChannelServer } from './channel.ts';
import type { AsyncApiDescription, ChannelEntry, ChannelOperationEntry } from './description.ts';
import { readSecurity } from './read-security.ts';

/** What is known of a channel's use when its servers are read. */
interface ServerUse {
  readonly operation: ChannelOperationEntry | undefined;
  /** The user names the server, so that the description may have none. */
  readonly serverGiven?: boolean;
}

/** The servers that a channel is on: those it lists, else all of the description. None at all is a finding. */
export function readServers(
  reading: Reading,
  description: AsyncApiDescription,
  channel: ChannelEntry,
  { operation, serverGiven = false }: ServerUse,
): ChannelServer[] {
  const all = children(child(nodeAt(description.document, ''), 'servers')).flatMap(([name, written]) => {
    const node = name.startsWith('x-') ? undefined : follow(reading, written, 'error');
    return node === undefined ? [] : [{ name, node }];
  });
  const listed = child(channel.node, 'servers');
  const chosen =
    listed === undefined || children(listed).length === 0
      ? all
      : children(listed).flatMap(([, written]) => {
          const server =
            typeof written.value === 'string'
              ? all.find(({ name }) => name === written.value)
              : serverOf(reading, written, all);
          if (server === undefined) {
            const message = `The channel "${channel.name}" is on a server that the description does not have.`;
            reportMalformed(reading, written, message, 'error');
          }
          return server ?? [];
        });
  const servers = chosen.flatMap(({ name, node }) => {
    const server = readServer(reading, name, node);
    if (server === undefined) return [];
    return [{ ...server, security: readSecurity(reading, description, node, operation?.node) }];
  });
  if (servers.length > 0) return servers;
  // Without a described server, the user's own is the only one there is.
  if (serverGiven) return [{ name: '', protocol: 'https', url: '', variables: {}, security: [] }];
  const message = `The channel "${channel.name}" is on no server.`;
  const hint = 'Add a server to the description, or name one: --server <source>=<url>.';
  reading.diagnostics.push(diagnose('source/no-server', message, { place: placeOf(channel.node), hint }));
  return [];
}

function serverOf<Named extends { readonly node: Node }>(
  reading: Reading,
  written: Node,
  all: readonly Named[],
): Named | undefined {
  const found = follow(reading, written, 'error');
  return found && all.find(({ node }) => node.value === found.value);
}

/** Reads a Server Object. 3.x gives host and path apart, 2.x a URL that may lack its scheme, which is then the protocol. */
export function readServer(
  reading: Reading,
  name: string,
  node: Node,
): Omit<ChannelServer, 'security'> | undefined {
  const { value } = node;
  const { protocol, host, pathname = '', url } = isObject(value) ? value : {};
  const written =
    typeof url === 'string' ? url : typeof host === 'string' ? `${host}${String(pathname)}` : undefined;
  if (typeof protocol !== 'string' || !/^[a-z][a-z0-9+.-]*$/i.test(protocol) || written === undefined) {
    reportMalformed(reading, node, `The server "${name}" needs a protocol and a host or URL.`, 'error');
    return undefined;
  }
  const scheme = protocol.toLowerCase();
  const absolute = /^(?:[a-z][a-z0-9+.-]*:\/\/|\{[^{}]*\}:\/\/)/i.test(written)
    ? written
    : `${scheme}://${written}`;
  const variables = children(child(node, 'variables')).flatMap(([variable, each]) => {
    const found = follow(reading, each, 'error');
    const { default: standard, enum: values } = isObject(found?.value) ? found.value : {};
    if (typeof standard !== 'string') return [];
    const allowed = Array.isArray(values) ? { enum: values.map(String) } : {};
    return [[variable, { default: standard, ...allowed }] as const];
  });
  return {
    name,
    protocol: scheme,
    url: absolute.replace(/\/$/, ''),
    variables: Object.fromEntries(variables),
  };
}
