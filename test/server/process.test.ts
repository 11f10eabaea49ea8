import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { folder } from '../cli/heddle.ts';
import { description, document } from './served-shop.ts';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

/** A shop over loopback whose answers are held back until they are let go. */
async function heldShop() {
  const waiting: ServerResponse[] = [];
  let calls = 0;
  let isOpen = false;
  const arrivals = new Set<() => void>();
  const server = createServer((request, response) => {
    request.resume();
    calls++;
    if (isOpen) answer(response);
    else waiting.push(response);
    for (const look of arrivals) look();
  });
  const answer = (response: ServerResponse): void => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'it' }));
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    called: (times: number) =>
      new Promise<void>((done) => {
        const look = (): void => {
          if (calls >= times) done();
        };
        arrivals.add(look);
        look();
      }),
    letGo() {
      isOpen = true;
      for (const response of waiting.splice(0)) answer(response);
    },
  };
}

/** A folder with what is served. */
function premises(shopUrl: string): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'shop.arazzo.yaml'), document);
  writeFileSync(join(cwd, 'shop.openapi.yaml'), description(shopUrl));
  writeFileSync(
    join(cwd, 'heddle.config.yaml'),
    'documents: { shop: shop.arazzo.yaml }\nlisten: { port: 0 }\nlimits: { slots: 20 }\n',
  );
  return cwd;
}

/** A process that serves, once it does. */
async function serving(cwd: string) {
  const child: ChildProcess = spawn(process.execPath, [bin, 'serve', '--json'], {
    cwd,
    env: { HOME: cwd, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  let log = '';
  child.stderr!.on('data', (data: Buffer) => (log += data.toString()));
  const ready = once(child.stdout!, 'data').then(
    ([data]) => (JSON.parse(String(data)) as { url: string }).url,
  );
  const url = await Promise.race([ready, ended.then(() => Promise.reject(new Error(log)))]);
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  return { call, ended, log: () => log, kill: (signal: NodeJS.Signals) => void child.kill(signal) };
}

async function settled(call: Awaited<ReturnType<typeof serving>>['call'], runId: string): Promise<unknown> {
  for (;;) {
    const { json } = await call('GET', `/runs/${runId}`);
    if (!['running', 'queued', 'waiting'].includes(json['status'] as string)) return json['status'];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a server that is killed loses no start that it acknowledged, and goes on with all of them', async () => {
  const shop = await heldShop();
  const cwd = premises(shop.url);
  const first = await serving(cwd);
  const acknowledged: string[] = [];
  const starts = Array.from({ length: 60 }, async (_, number) => {
    const runId = `run-${number}`;
    const { status } = await first.call('POST', '/runs', { workflow: 'ask', runId });
    if (status === 201) acknowledged.push(runId);
    if (acknowledged.length === 30) first.kill('SIGKILL');
  });
  await Promise.allSettled(starts);
  await first.ended;
  expect(acknowledged.length).toBeGreaterThanOrEqual(30);

  shop.letGo();
  const second = await serving(cwd);
  for (const runId of acknowledged) expect(await settled(second.call, runId)).toBe('completed');
  second.kill('SIGTERM');
  expect(await second.ended).toEqual([0, null]);
});

test('a server that is told to stop waits for the call that is on its way, and makes it once', async () => {
  const shop = await heldShop();
  const cwd = premises(shop.url);
  const first = await serving(cwd);
  const ask = { workflow: 'buy', runId: 'order-7', inputs: { amount: 1, email: 'jane@example.com' } };
  expect((await first.call('POST', '/runs', ask)).status).toBe(201);
  await shop.called(1);
  first.kill('SIGTERM');
  shop.letGo();
  expect(await first.ended).toEqual([0, null]);
  expect(first.log()).toContain('"msg":"stopped"');
  expect(first.log()).not.toMatch(/order-7|jane/);

  const second = await serving(cwd);
  expect(await settled(second.call, 'order-7')).toBe('completed');
  expect(shop.calls()).toBe(1);
  expect((await second.call('POST', '/runs', ask)).status).toBe(200);
  second.kill('SIGINT');
  expect(await second.ended).toEqual([0, null]);
});
