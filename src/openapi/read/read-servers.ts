import { diagnose } from '../../diagnostics/diagnose.ts';
import { isObject } from '../../text/json.ts';
import type { Server } from '../operation.ts';
import { readHost } from './read-host.ts';
import { type OperationReading, reportMalformed } from './reading.ts';
import { child, children, type Node, nodeAt, placeOf } from './resolve-reference.ts';

/**
 * The servers of an operation: the nearest level that has any, else `/` (clause 4.3). Relative URLs resolve against the location
 * of the document that holds them; when that is no http(s) URL they stay relative, which is a finding unless the user names the server.
 */
export function readServers(reading: OperationReading): Server[] {
  const { document, rules } = reading.description;
  if (rules === '2.0') return readHost(reading);
  const root = nodeAt(document, '');
  const levels = [reading.entry.node, ...reading.entry.pathItems, root];
  const nearest =
    levels.map((level) => children(child(level, 'servers'))).find((list) => list.length > 0) ?? [];
  const servers = nearest.flatMap(([, node]) => readServer(reading, node) ?? []);
  if (nearest.length === 0)
    servers.push({ url: absolute('/', document.location).replace(/\/$/, ''), variables: {} });
  const first = servers[0];
  if (first !== undefined && isRelative(first.url) && reading.serverGiven !== true) {
    const message =
      nearest.length === 0
        ? 'The description names no server, and it was not retrieved from one.'
        : 'The server URL is relative, and the description was not retrieved from a server.';
    const hint = `Name the server: --server ${reading.source ?? '<source>'}=<url>.`;
    const place = placeOf(nearest[0]?.[1] ?? root);
    reading.diagnostics.push(diagnose('source/no-server', message, { place, hint }));
  }
  return servers;
}

function readServer(reading: OperationReading, node: Node): Server | undefined {
  const url = child(node, 'url')?.value;
  if (typeof url !== 'string') {
    reportMalformed(reading, node, 'A server needs a URL.', 'error');
    return undefined;
  }
  const variables = children(child(node, 'variables')).flatMap(([name, variable]) => {
    const read = readVariable(reading, name, variable);
    return read === undefined ? [] : [[name, read] as const];
  });
  const name = child(node, 'name')?.value;
  return {
    ...(typeof name === 'string' ? { name } : {}),
    url: absolute(url, node.document.location).replace(/(?<!\/)\/$/, ''),
    variables: Object.fromEntries(variables),
  };
}

function readVariable(
  reading: OperationReading,
  name: string,
  node: Node,
): Server['variables'][string] | undefined {
  const value = node.value;
  if (!isObject(value) || typeof value['default'] !== 'string') {
    reportMalformed(reading, node, `The server variable "${name}" needs a default that is a text.`, 'error');
    return undefined;
  }
  const allowed = Array.isArray(value['enum']) ? value['enum'].map(String) : undefined;
  if (allowed !== undefined && !allowed.includes(value['default'])) {
    const message = `The default of the server variable "${name}" is not one of its values.`;
    const place = placeOf(node, 'default');
    const hint = `Use one of: ${allowed.join(', ')}.`;
    const severity = reading.description.rules === '3.0' ? 'warning' : 'error';
    reading.diagnostics.push(diagnose('source/server-variable', message, { place, hint, severity }));
  }
  return { default: value['default'], ...(allowed === undefined ? {} : { enum: allowed }) };
}

/** A URL that begins with a variable may become absolute when that is filled in; only then can it be known. */
function isRelative(url: string): boolean {
  return !/^(?:[a-z][a-z0-9+.-]*:|\{)/i.test(url);
}

function absolute(url: string, location: string): string {
  if (!isRelative(url) || !/^https?:/i.test(location) || !URL.canParse(url, location)) return url;
  // Variables are kept: the parser encodes their braces.
  return new URL(url, location).href.replaceAll('%7B', '{').replaceAll('%7D', '}');
}
