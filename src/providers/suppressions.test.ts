import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileSuppressions } from './file-suppressions.ts';
import { memorySuppressions, type Suppressions } from './suppressions.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-suppressions-'));
});
afterEach(() => rm(folder, { recursive: true }));

const makers: readonly [string, () => Suppressions][] = [
  ['in memory', memorySuppressions],
  ['in a file', () => fileSuppressions(join(folder, 'state', 'suppressions.json'))],
];

describe.each(makers)('suppressions %s', (_, make) => {
  test('know whom they were told, by provider', async () => {
    const list = make();
    expect(await list.has('twilio', '+15558675310')).toBe(false);
    await list.add('twilio', '+15558675310');
    await list.add('twilio', '+15558675310');
    expect(await list.has('twilio', '+15558675310')).toBe(true);
    expect(await list.has('twilio', '+15558675311')).toBe(false);
    expect(await list.has('other', '+15558675310')).toBe(false);
  });
});

describe('a suppression file', () => {
  test('outlives the process, is private, and holds no number', async () => {
    const path = join(folder, 'suppressions.json');
    const list = fileSuppressions(path);
    await list.has('twilio', '+15558675310');
    expect(await readdir(folder)).toEqual([]);
    await list.add('twilio', '+15558675310');
    expect(await fileSuppressions(path).has('twilio', '+15558675310')).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).not.toContain('5558675310');
    expect(await readdir(folder)).toEqual(['suppressions.json']);
  });

  test('keeps all of several additions at once', async () => {
    const list = fileSuppressions(join(folder, 'suppressions.json'));
    const numbers = Array.from({ length: 10 }, (_, index) => `+1555867531${index}`);
    await Promise.all(numbers.map(async (number) => list.add('twilio', number)));
    expect(await Promise.all(numbers.map(async (number) => list.has('twilio', number)))).not.toContain(false);
  });

  test.each(['', '[]', '{"format":2,"salt":"a","hashes":[]}', '{"format":1,"salt":"a","hashes":[1]}'])(
    'that holds %j is an error, not an empty list',
    async (content) => {
      const path = join(folder, 'suppressions.json');
      await writeFile(path, content);
      await expect(fileSuppressions(path).has('twilio', '+1')).rejects.toThrow('is not a suppression list');
      await expect(fileSuppressions(path).add('twilio', '+1')).rejects.toThrow('is not a suppression list');
      expect(await readFile(path, 'utf8')).toBe(content);
    },
  );

  test('that cannot be read is an error that names it', async () => {
    await expect(fileSuppressions(folder).has('twilio', '+1')).rejects.toThrow(folder);
  });
});
