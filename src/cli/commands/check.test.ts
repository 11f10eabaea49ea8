import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { captured, folder, heddle } from '../../../test/cli/heddle.ts';
import type { CheckResult } from '../check-output.ts';

const bundled = new URL('../../../workflows/failed-payment-dunning/', import.meta.url);
const stripe = new URL('openapi/stripe.openapi.yaml', bundled).pathname;
const twilio = new URL('openapi/twilio.openapi.yaml', bundled).pathname;

/** The document as published, with copies of its sources, so that nothing is fetched. */
function published(): { readonly cwd: string; readonly argv: readonly string[] } {
  const cwd = folder();
  writeFileSync(join(cwd, 'published.yaml'), readFileSync(new URL('as-published.arazzo.yaml', bundled)));
  return {
    cwd,
    argv: ['published.yaml', '--source', `stripeApi=${stripe}`, '--source', `twilioApi=${twilio}`],
  };
}

describe('check', () => {
  test('a document that can run passes, with what is not set yet as a warning', async () => {
    const { code, stdout, sent } = await heddle(['check', 'failed-payment-dunning']);
    expect({ code, sent }).toEqual({ code: 0, sent: [] });
    expect(stdout).toContain(
      'warning: Source "stripeApi" (Stripe) has no credentials. [credentials/missing]',
    );
    expect(stdout).toMatch(/failed-payment-dunning: ✓ It can run: 2 warnings/);
  });

  test('each finding has its severity, code, place, code frame and next step', async () => {
    const { cwd, argv } = published();
    const { code, stdout, sent } = await heddle(['check', ...argv], { cwd });
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    expect(stdout).toContain(
      [
        'error: "postPaymentIntents" does not exist in source "stripeApi". [step/operation-not-found]',
        '  at published.yaml:42:22',
        '      41 |         description: Attempt to create and confirm a PaymentIntent in Stripe.',
        '    > 42 |         operationId: $sourceDescriptions.stripeApi.postPaymentIntents',
        `         |                      ${'^'.repeat('$sourceDescriptions.stripeApi.postPaymentIntents'.length)}`,
        '      43 |         requestBody:',
        '  → Did you mean PostPaymentIntents',
      ].join('\n'),
    );
    for (const found of [
      'step/missing-path-parameter',
      'template/unbraced-expression',
      'step/never-reached',
    ]) {
      expect(stdout).toContain(`[${found}]`);
    }
    expect(stdout).toMatch(/published\.yaml: ✗ It would not run: \d errors, \d hazards? and \d warnings/);
  });

  test('findings are in the order of their places', async () => {
    const { cwd, argv } = published();
    const { stdout } = await heddle(['check', ...argv, '--json'], {
      cwd,
      env: { STRIPE_API_KEY: 'sk_test_a', TWILIO_API_KEY: 'SKa', TWILIO_API_SECRET: 'abcd' },
    });
    const { documents } = JSON.parse(stdout) as CheckResult;
    const lines = documents[0]!.diagnostics.map(({ place }) => place?.line ?? 0);
    expect(lines.length).toBeGreaterThan(4);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  test('--json is one object for all documents', async () => {
    const { cwd, argv } = published();
    const { code, stdout, stderr } = await heddle(['check', 'failed-payment-dunning', ...argv, '--json'], {
      cwd,
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    const result = JSON.parse(stdout) as CheckResult;
    expect(result.status).toBe('refused');
    expect(result.documents.map(({ document }) => document)).toEqual([
      'failed-payment-dunning',
      'published.yaml',
    ]);
    expect(result.documents[1]!.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'step/operation-not-found',
        severity: 'error',
        hint: expect.stringContaining('PostPaymentIntents'),
        place: expect.objectContaining({ line: 42, column: 22, pointer: '/workflows/0/steps/0/operationId' }),
      }),
    );
  });

  test('credentials can come from a --credentials file; one that cannot be read is refused', async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, 'keys.env'),
      'STRIPE_API_KEY=sk_test_a1b2\nTWILIO_API_KEY=SKa1b2\nTWILIO_API_SECRET=secret-a1b2\n',
    );
    const ok = await heddle(['check', 'failed-payment-dunning', '--credentials', 'keys.env'], { cwd });
    expect(ok.code).toBe(0);
    expect(ok.stdout).toBe('failed-payment-dunning: ✓ It can run: no findings.\n');
    const missing = await heddle(['check', 'failed-payment-dunning', '--credentials', 'no.env', '--json'], {
      cwd,
    });
    expect(missing.code).toBe(2);
    expect(JSON.parse(missing.stdout)).toMatchObject({
      status: 'refused',
      documents: [],
      diagnostics: [{ code: 'usage/invalid' }],
    });
  });

  test('documents that share a description have it fetched once, and each is told as soon as it is checked', async () => {
    const pets = readFileSync(new URL('../../../test/conformance/pets.openapi.yaml', import.meta.url));
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.end(pets);
    });
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pets.yaml`;
    const cwd = folder();
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(
        join(cwd, `${name}.yaml`),
        `arazzo: 1.0.1
info: { title: ${name}, version: '1' }
sourceDescriptions: [{ name: pets, url: ./gone.yaml, type: openapi }]
workflows: [{ workflowId: w, steps: [{ stepId: list, operationId: ${name === 'b' ? 'lost' : 'listPets'} }] }]
`,
      );
    }
    const told: [number, string][] = [];
    const stdout = captured();
    const write = (text: string): void => {
      told.push([asked.length, text.trim().split('\n').at(-1)!]);
      stdout.write(text);
    };
    const argv = ['check', 'a.yaml', 'b.yaml', 'c.yaml', '--source', `pets=${url}`];
    const { code } = await heddle(argv, { cwd, stdout: { ...stdout, write } });
    expect(code).toBe(2);
    expect(asked).toEqual(['/pets.yaml']);
    expect(told).toEqual([
      [1, 'a.yaml: ✓ It can run: no findings.'],
      [1, 'b.yaml: ✗ It would not run: 1 error.'],
      [1, 'c.yaml: ✓ It can run: no findings.'],
    ]);
  });

  test('--mode is heeded', async () => {
    expect((await heddle(['check', 'failed-payment-dunning', '--mode', 'lenient'])).code).toBe(0);
  });
});
