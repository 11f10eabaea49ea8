import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, heddle } from '../../../test/cli/heddle.ts';
import { description, document } from '../../../test/server/served-shop.ts';

function premises(config: string): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'shop.arazzo.yaml'), document);
  writeFileSync(join(cwd, 'shop.openapi.yaml'), description());
  writeFileSync(join(cwd, 'heddle.config.yaml'), config);
  return cwd;
}

test.each([
  ['without a configuration', ['--config', 'none.yaml'], 'documents: { a: x }', 'config/unreadable'],
  ['with a field that there is not', [], 'documents: { a: x }\ncolour: red', 'heddle.config.yaml:2:1'],
  ['with a document that is not there', [], 'documents: { a: x.yaml }', 'usage/unknown-document'],
  [
    'with credentials that are not there',
    [],
    'documents: { a: failed-payment-dunning }',
    'credentials/missing',
  ],
  [
    'beyond loopback without a token',
    ['--host', '0.0.0.0'],
    'documents: { a: shop.arazzo.yaml }',
    'serve/no-token',
  ],
])('%s it does not start', async (_, flags, config, code) => {
  const { code: exitCode, stderr, stdout } = await heddle(['serve', ...flags], { cwd: premises(config) });
  expect(stderr).toContain(code);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

test('it serves until it is interrupted', async () => {
  const cwd = premises('documents: { a: shop.arazzo.yaml }\nlisten: { port: 0 }');
  const interruption = new AbortController();
  const stdout = { write: () => interruption.abort() };
  const { code, stderr } = await heddle(['serve'], { cwd, signal: interruption.signal, stdout });
  expect(code).toBe(0);
  expect(stderr).toContain('"msg":"stopped"');
});

test('a look-up for an operation that no served document knows is told, with its place', async () => {
  const cwd = premises(`documents: { a: shop.arazzo.yaml }
listen: { port: 0 }
profiles: { shop: { origins: [https://shop.example], lookUps: { GET /nothing: { read: '?a=b', match: { /a: b } } } } }
`);
  const interruption = new AbortController();
  const stdout = { write: () => interruption.abort() };
  const { code, stderr } = await heddle(['serve'], { cwd, signal: interruption.signal, stdout });
  expect(code).toBe(0);
  expect(stderr).toMatch(/config\/unknown-operation\]\n +at .*heddle\.config\.yaml:3:\d+\n[^]*> 3 \|/);
});

test('a token that can be guessed is refused', async () => {
  const cwd = premises('documents: { a: shop.arazzo.yaml }\nlisten: { port: 0 }');
  const { code, stderr } = await heddle(['serve'], { cwd, env: { HOME: cwd, HEDDLE_TOKEN: 'secret' } });
  expect({ code, told: stderr.includes('serve/no-token') }).toEqual({ code: 2, told: true });
});

test('an empty file is told what is expected in it', async () => {
  const cwd = premises('');
  const configured = await heddle(['serve'], { cwd });
  expect(configured).toMatchObject({ code: 2, stderr: expect.stringContaining('docs/serve.md') as string });
  writeFileSync(join(cwd, 'empty.json'), '');
  const run = await heddle(['run', 'failed-payment-dunning', '--inputs', 'empty.json'], { cwd });
  expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('{"amount": 1999}') as string });
  expect(configured.stderr + run.stderr).not.toContain('arazzo');
});
