import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Emulator } from '../../src/testing.ts';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** As sent, up to the question mark. */
  readonly path: string;
  /** Decoded pairs, in the order sent. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Field names in lower case; every line, in the order sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** As sent. */
  readonly body: string;
  /** Decoded pairs, in the order sent. */
  readonly pairs: readonly (readonly [name: string, value: string])[];
}

/** A loopback server that records what arrives, byte for byte, and lets emulators answer. */
export interface Recorder {
  readonly url: string;
  /** What has arrived since it was last asked. */
  take(): readonly WireRequest[];
  close(): Promise<void>;
}

/** Starts a {@link Recorder} on a free port. */
export async function createRecorder(emulators: readonly Emulator[]): Promise<Recorder> {
  let recorded: WireRequest[] = [];
  const server = createServer((request, response) => {
    const parts: Uint8Array[] = [];
    request.on('data', (part: Uint8Array) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '', rawHeaders } = request;
      const body = Buffer.concat(parts).toString('utf8');
      const [path = '', query = ''] = url.split('?');
      const headers = rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1]!] as const] : [],
      );
      recorded.push({
        method,
        path,
        query: [...new URLSearchParams(query)],
        headers,
        body,
        pairs: [...new URLSearchParams(body)],
      });
      const emulator = emulators.find(({ basePath }) => url.startsWith(`${basePath}/`));
      void emulator
        ?.handle({ method, url: `http://recorder.invalid${url}`, headers: Object.fromEntries(headers), body })
        .then((answer) => response.writeHead(answer.statusCode, answer.headers).end(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = recorded;
      recorded = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
