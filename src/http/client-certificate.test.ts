import type { AddressInfo } from 'node:net';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { makeCertificate } from '../../test/support/certificate.ts';
import type { ClientCertificate } from '../credentials/credentials.ts';
import { never } from '../engine/never.ts';
import { TransportFailure } from '../engine/ports.ts';
import { undiciTransport } from './undici-transport.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const server = makeCertificate('server');
const [mine, other, foreign] = [
  makeCertificate('mine'),
  makeCertificate('other'),
  makeCertificate('foreign'),
];

/** A server that answers with the name in the client's certificate, and lets nobody in without one that it trusts. */
async function serve(): Promise<string> {
  const made = createServer(
    { ...server, requestCert: true, ca: [mine.cert, other.cert] },
    ({ socket }, response) => {
      response.end((socket as TLSSocket).getPeerCertificate().subject.CN);
    },
  );
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        made.close(resolve);
        made.closeAllConnections();
      }),
  );
  return `https://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

function asking(certificates: ReadonlyMap<string, ClientCertificate>): (url: string) => Promise<string> {
  const transport = undiciTransport({ timeoutMilliseconds: 20_000, maxResponseBytes: 1000, certificates });
  closers.push(() => transport.close());
  return async (url) => {
    const { body } = await transport.send({ method: 'GET', url, headers: {} }, never);
    return new TextDecoder().decode(body);
  };
}

test('each origin is shown its own client certificate', async () => {
  const [first, second] = [await serve(), await serve()];
  const ask = asking(
    new Map([
      [first, { ...mine, ca: server.cert }],
      [second, { ...other, ca: server.cert }],
    ]),
  );
  expect(await ask(`${first}/a?b=c`)).toBe('mine');
  expect(await ask(second)).toBe('other');
  expect(await ask(first)).toBe('mine');
});

test('an origin without one is neither shown it nor trusted by its authority', async () => {
  const [first, second] = [await serve(), await serve()];
  const ask = asking(new Map([[first, { ...mine, ca: server.cert }]]));
  expect(await ask(first)).toBe('mine');
  await expect(ask(second)).rejects.toMatchObject({ reason: 'tls', delivery: 'not-sent' });
});

test('a server is verified as ever, and turns a client away that it does not trust', async () => {
  const origin = await serve();
  await expect(asking(new Map([[origin, mine]]))(origin)).rejects.toMatchObject({ reason: 'tls' });
  const stranger = asking(new Map([[origin, { ...foreign, ca: server.cert }]]));
  await expect(stranger(origin)).rejects.toBeInstanceOf(TransportFailure);
});
