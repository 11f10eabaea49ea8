import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFile } from './read-file.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-'));
  await writeFile(join(folder, 'text.yaml'), '\ufeffa: ä\n');
  await writeFile(join(folder, 'bytes.bin'), Buffer.from([0xff, 0xfe, 0x00]));
  await writeFile(join(folder, 'empty.yaml'), '');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('a text is read without its byte order mark', async () => {
  const path = join(folder, 'text.yaml');
  expect(await readFile(path)).toEqual({ ok: true, text: 'a: ä\n', location: path });
  expect(await readFile(join(folder, 'empty.yaml'))).toMatchObject({ ok: true, text: '' });
});

test('the limit is the number of bytes that may be read', async () => {
  const path = join(folder, 'text.yaml');
  expect(await readFile(path, { maxBytes: 9 })).toMatchObject({ ok: true });
  expect(await readFile(path, { maxBytes: 8 })).toMatchObject({ ok: false, reason: 'too-large' });
});

test.each([
  ['nothing.yaml', 'not-found'],
  ['text.yaml/below', 'not-found'],
  ['bytes.bin', 'not-text'],
  ['.', 'not-a-file'],
])('%s: %s', async (name, reason) => {
  expect(await readFile(join(folder, name))).toMatchObject({ ok: false, reason });
});

test.skipIf(process.platform === 'win32')('a device is not read', async () => {
  expect(await readFile('/dev/zero')).toMatchObject({ ok: false, reason: 'not-a-file' });
});
