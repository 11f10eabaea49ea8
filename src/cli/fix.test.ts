import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, heddle } from '../../test/cli/heddle.ts';
import type { CheckResult } from './check.ts';

const bundled = new URL('../../workflows/failed-payment-dunning/', import.meta.url);
const published = readFileSync(new URL('as-published.arazzo.yaml', bundled), 'utf8');
const stripe = new URL('openapi/stripe.openapi.yaml', bundled).pathname;
const twilio = new URL('openapi/twilio.openapi.yaml', bundled).pathname;
const sources = ['--source', `stripeApi=${stripe}`, '--source', `twilioApi=${twilio}`];

function fileWith(text: string): { readonly cwd: string; readonly read: () => string } {
  const cwd = folder();
  writeFileSync(join(cwd, 'document.yaml'), text);
  return { cwd, read: () => readFileSync(join(cwd, 'document.yaml'), 'utf8') };
}

describe('check --fix', () => {
  test('repairs the file, tells each repair and what is left for a person', async () => {
    const { cwd, read } = fileWith(published);
    const { code, stdout, sent } = await heddle(['check', 'document.yaml', '--fix', ...sources], { cwd });
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    expect(stdout).toContain(
      'repaired: Write $sourceDescriptions.stripeApi.PostPaymentIntents in the place of ' +
        '$sourceDescriptions.stripeApi.postPaymentIntents. [step/operation-not-found] document.yaml:42:22\n',
    );
    expect(stdout).toContain('[step/never-reached]');
    expect(stdout).toMatch(/document\.yaml: \d repairs made\. ✗ It would not run: .* left for you\.\n$/);
    expect(read()).not.toBe(published);
    const again = read();
    const second = await heddle(['check', 'document.yaml', '--fix', ...sources], { cwd });
    expect(second.stdout).toContain('nothing to repair.');
    expect(read()).toBe(again);
  });

  test('--dry-run shows the changes and makes none', async () => {
    const { cwd, read } = fileWith(published);
    const { stdout } = await heddle(['check', 'document.yaml', '--fix', '--dry-run', ...sources], { cwd });
    expect(stdout).toContain(
      '-        operationId: $sourceDescriptions.stripeApi.postPaymentIntents\n' +
        '+        operationId: $sourceDescriptions.stripeApi.PostPaymentIntents\n',
    );
    expect(stdout).toMatch(/repairs possible\./);
    expect(read()).toBe(published);
    const alone = await heddle(['check', 'document.yaml', '--dry-run'], { cwd });
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain('--dry-run is about --fix.');
  });

  test('--json has the repairs as data and the changes as a diff', async () => {
    const { cwd } = fileWith(published);
    const { stdout } = await heddle(['check', 'document.yaml', '--fix', '--json', ...sources], { cwd });
    const [document] = (JSON.parse(stdout) as CheckResult).documents;
    expect(document!.repairs).toContainEqual({
      code: 'step/operation-not-found',
      title: expect.any(String),
      edits: [
        {
          op: 'replace',
          pointer: '/workflows/0/steps/0/operationId',
          from: '$sourceDescriptions.stripeApi.postPaymentIntents',
          to: '$sourceDescriptions.stripeApi.PostPaymentIntents',
        },
      ],
      place: expect.objectContaining({ line: 42 }),
    });
    expect(document!.diff).toContain('+++ b/document.yaml\n');
  });

  test('keeps a byte order mark, and does not touch what is no file of the person', async () => {
    const { cwd, read } = fileWith(`\uFEFF${published}`);
    await heddle(['check', 'document.yaml', '--fix', ...sources], { cwd });
    expect(read().startsWith('\uFEFFarazzo: 1.0.1\n')).toBe(true);
    expect(read()).toContain('PostPaymentIntents');
  });
});

describe('run --repair', () => {
  const document = published.replace(/ *- condition: [^\n]* == "requires_payment_method"\n/, '');

  test('tells each repair, runs the repaired plan, and has the repairs in the result', async () => {
    const { cwd, read } = fileWith(document);
    const argv = ['run', 'document.yaml', '--repair', '--json', '--sandbox', ...sources];
    const { stdout, stderr } = await heddle(argv, { cwd });
    expect(stderr).toContain('repaired: Write $sourceDescriptions.stripeApi.PostPaymentIntents');
    const result = JSON.parse(stdout) as { readonly repairs: readonly { readonly code: string }[] };
    expect(result.repairs.map(({ code }) => code)).toContain('step/operation-not-found');
    expect(read()).toBe(document);
  });
});
