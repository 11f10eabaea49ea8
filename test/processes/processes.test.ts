import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { load } from '../../src/load.ts';

const dist = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));

const document = `arazzo: 1.1.0
info: { title: Shop, version: '1' }
sourceDescriptions: [{ name: shop, url: https://shop.example/openapi.yaml, type: openapi }]
workflows:
  - workflowId: quick
    steps:
      - { stepId: get, operationId: get, successCriteria: [{ condition: $statusCode < 600 }] }
      - { stepId: put, operationId: put }
  - workflowId: patient
    steps:
      - stepId: get
        operationId: get
        successCriteria: [{ condition: $statusCode == 200 }]
        onFailure: [{ name: later, type: retry, retryAfter: 1800, retryLimit: 3 }]
`;

const description = (url: string): string => `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: '${url}' }]
paths:
  /item:
    get: { operationId: get, responses: { '200': { description: Here } } }
    put: { operationId: put, responses: { '200': { description: Kept } } }
`;

const start = Date.UTC(2026, 10, 1);
const day = 86_400_000;

let folder: string;
let shop: Awaited<ReturnType<typeof openShop>>;
let children: ChildProcess[];

/** A server of which the first GET is refused. */
async function openShop() {
  let gets = 0;
  const server = createServer((request, response) => {
    const isRefused = request.method === 'GET' && gets++ === 0;
    response.writeHead(isRefused ? 503 : 200, { 'content-type': 'application/json' }).end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    gets: () => gets,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-processes-'));
  shop = await openShop();
  children = [];
  const { plan, diagnostics } = await load('shop.arazzo.yaml', {
    text: document,
    fetchText: async (location) => ({ ok: true, text: description(shop.url), location }),
  });
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
});

afterEach(async () => {
  await Promise.all(children.map(kill));
  shop.close();
  rmSync(folder, { recursive: true });
});

/** Ends a process as a power cut would, and waits until it is gone. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Starts a process; an hour passes in it in a second, from a time on. */
function open(workflowId: string, starts: number, from = start) {
  const pace = { start: from, origin: Date.now(), speed: 3600 };
  const spec = { store: join(folder, 'kept.db'), planFile: join(folder, 'plan.json') };
  const child = spawn(process.execPath, [worker, JSON.stringify({ ...spec, pace, workflowId, starts })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const lines: string[] = [];
  let wake = (): void => undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  let trouble = '';
  child.stderr.on('data', (part: Buffer) => (trouble += part.toString()));
  child.on('close', () => wake());
  return {
    lines,
    kill: () => kill(child),
    /** Waits for a line, or for so many of them. */
    async said(wanted: RegExp, times = 1): Promise<readonly string[]> {
      for (;;) {
        const found = lines.filter((line) => wanted.test(line));
        if (found.length >= times) return found;
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`It ended, and said ${JSON.stringify(lines)} ${trouble}`);
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

describe.skipIf(!existsSync(dist))('processes that are killed (SIGKILL)', { timeout: 120_000 }, () => {
  test('lose no start that was acknowledged, however many were under way', async () => {
    const first = open('quick', 1000);
    await first.said(/^started/, 40);
    await first.kill();
    const acknowledged = first.lines
      .filter((line) => line.startsWith('started'))
      .map((line) => line.slice(8));
    const second = open('quick', 0);
    await second.said(/^idle/);
    const completed = second.lines.filter((line) => /^ended .* completed$/.test(line));
    const lost = acknowledged.filter((runId) => !completed.includes(`ended ${runId} completed`));
    expect({ lost, some: acknowledged.length >= 40 }).toEqual({ lost: [], some: true });
    expect(second.lines.filter((line) => line.startsWith('ended'))).toEqual(completed);
  });

  test('leave their store to the next one; while they live it is refused', async () => {
    const first = open('quick', 1);
    await first.said(/^idle/);
    await open('quick', 1).said(/^refused store\/in-use/);
    await first.kill();
    const next = open('quick', 1);
    await next.said(/^idle/);
    expect(next.lines).toContain('ended run-0 completed');
  });

  test('go on with a wait that ended while nobody was there', async () => {
    const first = open('patient', 1);
    await first.said(/^aside run-0/);
    await first.kill();
    expect(shop.gets()).toBe(1);
    const second = open('patient', 0, start + 3 * day);
    await second.said(/^ended run-0 completed/);
    expect(second.lines).not.toContain('aside run-0');
    expect(shop.gets()).toBe(2);
  });

  test('wait no longer than they were told to when the clock was set back meanwhile', async () => {
    const first = open('patient', 1);
    await first.said(/^aside run-0/);
    await first.kill();
    // By the old time the wait would be over in a hundred days, which are forty minutes here.
    await open('patient', 0, start - 100 * day).said(/^ended run-0 completed/);
    expect(shop.gets()).toBe(2);
  });
});
