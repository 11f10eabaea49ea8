import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { load } from '../../src/load.ts';

const dist = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const worker = fileURLToPath(new URL('small-disk.mjs', import.meta.url));

const document = `arazzo: 1.1.0
info: { title: Shop, version: '1' }
sourceDescriptions: [{ name: shop, url: https://shop.example/openapi.yaml, type: openapi }]
workflows:
  - workflowId: quick
    inputs: { type: object, properties: { text: { type: string } } }
    steps:
      - { stepId: get, operationId: get, outputs: { text: $inputs.text } }
      - { stepId: put, operationId: put }
`;

const description = (url: string): string => `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: '${url}' }]
paths:
  /item:
    get: { operationId: get, responses: { '200': { description: Here } } }
    put: { operationId: put, responses: { '200': { description: Kept } } }
`;

/** A command that runs another one where a folder is a disk of 4 MiB: a mount that only it sees, which needs no privileges but user namespaces. */
const onSmallDisk = (folder: string, command: string): readonly string[] => [
  '--user',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs -o size=4m tmpfs '${folder}' && exec ${command}`,
];

const folder = mkdtempSync(join(tmpdir(), 'heddle-disk-'));
const hasSmallDisks = spawnSync('unshare', onSmallDisk(folder, 'true')).status === 0;
if (!hasSmallDisks) {
  console.log('A disk that is full is not tried here: it takes unshare of util-linux and user namespaces.');
}

/** A server that answers a GET when it is told to. */
async function openShop() {
  const held: ServerResponse[] = [];
  const calls: string[] = [];
  let wake = (): void => undefined;
  const server = createServer((request, response) => {
    calls.push(request.method!);
    if (request.method === 'GET') held.push(response);
    else response.end();
    wake();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async called(): Promise<void> {
      while (held.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    },
    answer: () => held.shift()!.end(),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Asks a process, a line for a line. */
function asking(child: ChildProcess) {
  const answers = new Map<string, string>();
  const waiting: (() => void)[] = [];
  const wake = (): void => waiting.splice(0).forEach((go) => go());
  let trouble = '';
  child.stderr!.on('data', (part: Buffer) => (trouble += part.toString()));
  child.on('close', wake);
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const end = line.indexOf(': ');
    answers.set(line.slice(0, end), line.slice(end + 2));
    wake();
  });
  return async (command: string): Promise<string> => {
    answers.delete(command);
    child.stdin!.write(`${command}\n`);
    for (;;) {
      const answer = answers.get(command);
      if (answer !== undefined) return answer;
      if (child.exitCode !== null) throw new Error(`It ended: ${trouble}`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
}

/** Does something with a process whose disk is full since its run `under-way` awaits the answer of the shop. */
async function onFullDisk(
  work: (
    ask: (command: string) => Promise<string>,
    shop: Awaited<ReturnType<typeof openShop>>,
  ) => Promise<void>,
): Promise<void> {
  const shop = await openShop();
  const { plan } = await load('shop.arazzo.yaml', {
    text: document,
    fetchText: async (location) => ({ ok: true, text: description(shop.url), location }),
  });
  const planFile = join(tmpdir(), `${folder.split('/').at(-1)!}.json`);
  writeFileSync(planFile, JSON.stringify(plan));
  const given = JSON.stringify({ folder, planFile });
  const command = `'${process.execPath}' '${worker}' '${given}'`;
  const child = spawn('unshare', onSmallDisk(folder, command), { stdio: ['pipe', 'pipe', 'pipe'] });
  const gone = once(child, 'exit');
  try {
    const ask = asking(child);
    expect(await ask('start under-way')).toBe('started');
    await shop.called();
    await ask('fill');
    await work(ask, shop);
  } finally {
    child.kill('SIGKILL');
    await gone;
    shop.close();
    rmSync(planFile);
  }
}

afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(!existsSync(dist) || !hasSmallDisks)(
  'a disk that is full refuses starts, keeps what it has, and lets runs go on once there is space',
  { timeout: 60_000 },
  () =>
    onFullDisk(async (ask, shop) => {
      // Small writes may still find room in pages that the store has; a start of this size does not.
      expect(await ask('start refused')).toBe(
        'failed store/full: Make space. Runs go on by themselves once the store can be written.',
      );
      expect(await ask('troubles')).toBe('store/full');
      // The answer is too large to be kept now, so nothing that follows from it is sent.
      shop.answer();
      expect(await ask('start refused-too')).toMatch(/^failed store\/full/);
      expect(shop.calls).toEqual(['GET']);
      await ask('free');
      expect(await ask('ended under-way')).toBe('completed');
      expect(await ask('troubles')).toBe('');
      expect(shop.calls).toEqual(['GET', 'PUT']);
      const after = ask('start after');
      await shop.called();
      shop.answer();
      expect(await after).toBe('started');
      expect(await ask('ended after')).toBe('completed');
      expect(await ask('check')).toBe('ok after under-way');
    }),
);

test.skipIf(!existsSync(dist) || !hasSmallDisks)(
  'a process does not end while its store waits for space',
  { timeout: 60_000 },
  () =>
    onFullDisk(async (ask, shop) => {
      const ended = ask('ended under-way');
      await ask('leave');
      shop.answer();
      expect(await ended).toBe('completed');
    }),
);
