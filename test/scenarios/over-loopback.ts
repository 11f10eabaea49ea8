import { onTestFinished } from 'vitest';
import { undiciTransport } from '../../src/http/undici-transport.ts';
import { listen } from '../../src/testing.ts';
import type { Scenario } from './scenario.ts';
import type { Connect } from './world.ts';

/** Sends to emulators over real connections on this machine, whichever host a request is for. */
export const overLoopback: Connect = async (emulators) => {
  const server = await listen(emulators);
  const transport = undiciTransport({ timeoutMilliseconds: 30_000, maxResponseBytes: 1024 * 1024 });
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  return {
    send(request, signal) {
      const { origin } = new URL(request.url);
      return transport.send({ ...request, url: server.url + request.url.slice(origin.length) }, signal);
    },
  };
};

/** Over a connection that is open already, a refused one cannot be played. */
export function suitsLoopback({ faults }: Scenario): boolean {
  return faults.every(({ effect }) => effect.kind !== 'refuse');
}
