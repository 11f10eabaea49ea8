import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

describe.skipIf(!existsSync(bin))('the built program', () => {
  test('can be executed, also where npx has linked it before it was built anew', () => {
    expect(() => accessSync(bin, constants.X_OK)).not.toThrow();
  });

  test('ends with the exit code, and quietly when nobody reads its output any more', async () => {
    const child = spawn(process.execPath, [bin, 'describe', 'failed-payment-dunning'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
    });
    expect([...(await once(child, 'close')), stderr]).toEqual([0, null, '']);
  });

  test('an interruption closes the sandbox', async () => {
    const child = spawn(process.execPath, [bin, 'sandbox', '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});
