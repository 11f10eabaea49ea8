import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Server } from '../operation.ts';
import { type OperationReading, reportMalformed } from './reading.ts';
import { child, children, type Node, nodeAt, placeOf } from './resolve-reference.ts';

/**
 * The server of an OpenAPI 2.0 operation: `schemes`, https preferred, `host` and `basePath`. A scheme or host that is missing is that of the
 * location which serves the description; when there is none, only the base path is known, which is a finding unless the user
 * names the server (clause 4.3).
 */
export function readHost(reading: OperationReading): Server[] {
  const { document } = reading.description;
  const root = nodeAt(document, '');
  const served =
    /^https?:\/\//i.test(document.location) && URL.canParse(document.location)
      ? new URL(document.location)
      : undefined;
  const schemes = children(child(reading.entry.node, 'schemes') ?? child(root, 'schemes')).map(
    ([, { value }]) => value,
  );
  const scheme =
    ['https', 'http'].find((each) => schemes.includes(each)) ??
    (schemes.length === 0 ? served?.protocol.slice(0, -1) : undefined);
  const host = text(root, 'host') ?? served?.host;
  const path = basePath(reading, root);
  if (scheme !== undefined && host !== undefined)
    return [{ url: `${scheme}://${host}${path}`, variables: {} }];
  if (reading.serverGiven !== true) {
    const message =
      host === undefined
        ? 'The description names no host, and it was not retrieved from one.'
        : schemes.length === 0
          ? `The description names the host ${host}, but not whether it is called over https or http.`
          : `The description is for ${schemes.map(String).join(' and ')}, and only https and http are called.`;
    const example = host === undefined ? '<url>' : `https://${host}`;
    const hint = `Name the server: --server ${reading.source ?? '<source>'}=${example}.`;
    reading.diagnostics.push(diagnose('source/no-server', message, { place: placeOf(root, 'host'), hint }));
  }
  return [{ url: path, variables: {} }];
}

/** `/v2`; empty for the root. */
function basePath(reading: OperationReading, root: Node): string {
  const path = text(root, 'basePath') ?? '';
  if (path !== '' && !path.startsWith('/')) {
    reportMalformed(reading, child(root, 'basePath')!, 'The base path does not start with "/".', 'error');
    return '';
  }
  return path.replace(/(?<!\/)\/$/, '');
}

function text(root: Node, field: string): string | undefined {
  const value = child(root, field)?.value;
  return typeof value === 'string' ? value : undefined;
}
