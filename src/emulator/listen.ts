import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, BlockList } from 'node:net';
import { type HttpResponse, TransportFailure } from '../engine/ports.ts';
import type { Emulator } from './emulator.ts';
import { jsonResponse } from './json-response.ts';
import { receive } from './received-request.ts';
import { answerControl, controlPath } from './sandbox-control.ts';

/** Where the emulators listen; a free port of 127.0.0.1 unless given. */
export interface ListenOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** `127.0.0.1` unless told. */
  readonly host?: string;
}

/** A server that answers for emulators. */
export interface ListeningEmulators {
  /** `http://127.0.0.1:49152`; the base of every emulator's paths. */
  readonly url: string;
  /** Stops listening and closes what is open. */
  close(): Promise<void>;
}

/** No call of the emulated APIs comes near it. */
const largestBody = 1024 * 1024;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Serves emulators over plain HTTP on one port, told apart by the paths of their APIs. An injected reset destroys the
 * socket. Whoever is on this machine can also use the control, see {@link answerControl}. Rejects when the port is taken.
 */
export async function listen(
  emulators: readonly Emulator[],
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<ListeningEmulators> {
  const server = createServer((request, response) => void exchange(emulators, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address() as AddressInfo;
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shownHost}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function exchange(
  emulators: readonly Emulator[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await readBody(request);
    const {
      statusCode,
      headers,
      body: bytes,
    } = body === undefined
      ? jsonResponse(413, { error: 'The body is larger than 1 MiB.' }, { connection: 'close' })
      : await answer(emulators, request, body);
    response.writeHead(statusCode, { ...headers, 'content-length': bytes.byteLength }).end(bytes);
  } catch (error) {
    // Also what follows from a sender that went away: there is nobody left to answer.
    if (error instanceof TransportFailure || request.destroyed || response.headersSent)
      request.socket.destroy();
    else response.writeHead(500).end(`The emulator failed: ${String(error)}\n`);
  }
}

async function answer(
  emulators: readonly Emulator[],
  incoming: IncomingMessage,
  body: Uint8Array,
): Promise<HttpResponse> {
  const { method = 'GET', url: target = '/', headers: fields, socket } = incoming;
  const url = `http://sandbox.invalid${target}`;
  if (!target.startsWith('/') || !URL.canParse(url)) {
    return jsonResponse(400, { error: 'The request target is not a path.' });
  }
  const headers = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const received = receive({ method, url, headers, body });
  if (received.path.startsWith(controlPath)) {
    return isLocal(socket.remoteAddress ?? '', headers['host'] ?? '')
      ? answerControl(emulators, received)
      : jsonResponse(403, { error: 'The control of the sandbox is for this machine alone.' });
  }
  const emulator = emulators.find(({ basePath }) => received.path.startsWith(`${basePath}/`));
  return emulator === undefined
    ? jsonResponse(404, { error: `No emulator here has the path ${received.path}; ${pathsOf(emulators)}.` })
    : await emulator.handle({ method, url, headers, body });
}

/** What paths begin with here; an emulator without a beginning of its own is told by paths that it has. */
function pathsOf(emulators: readonly Emulator[]): string {
  const beginnings = emulators.flatMap(({ basePath, routes }) =>
    basePath === '' ? routes.slice(0, 3).map((route) => route.replace(/^\S+ /, '')) : [`${basePath}/`],
  );
  const shown = [...new Set(beginnings)];
  const more = shown.length > 8 ? ` and ${shown.length - 8} more` : '';
  return `there are ${shown.slice(0, 8).join(', ')}${more}`;
}

/** By the name used too: a page of another site may have its name resolve to this machine. */
function isLocal(address: string, host: string): boolean {
  const bare = address.replace(/^::ffff:/, '');
  const name = host.replace(/:\d+$/, '');
  return (
    loopback.check(bare, bare.includes(':') ? 'ipv6' : 'ipv4') &&
    ['localhost', '127.0.0.1', '[::1]'].includes(name)
  );
}

/** The whole body, or undefined when it is too large; the rest is not read. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > largestBody) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
