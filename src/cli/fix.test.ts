import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, heddle } from '../../test/cli/heddle.ts';
import { stops } from '../diagnostics/diagnostic.ts';
import type { CheckResult } from './check-output.ts';
import { writeRepaired } from './write-repaired.ts';

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
  // Scenario 32 (test/scenarios/README.md), with the text that is sent in no scenario in simulate.test.ts.
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

describe('the file of check --fix', () => {
  test('is replaced as a whole and keeps its permissions; a link stays one', async () => {
    const { cwd, read } = fileWith(published);
    chmodSync(join(cwd, 'document.yaml'), 0o640);
    symlinkSync('document.yaml', join(cwd, 'link.yaml'));
    await heddle(['check', 'link.yaml', '--fix', ...sources], { cwd });
    expect(read()).toContain('PostPaymentIntents');
    expect(statSync(join(cwd, 'document.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(cwd).toSorted()).toEqual(['document.yaml', 'link.yaml']);
  });

  test('is refused when it is read-only, and stays as it is', async () => {
    const { cwd, read } = fileWith(published);
    chmodSync(join(cwd, 'document.yaml'), 0o444);
    const { stdout } = await heddle(['check', 'document.yaml', '--fix', ...sources], { cwd });
    expect(stdout).toContain('is read-only, so it was not changed.');
    expect(stdout).toContain('repairs possible.');
    expect(read()).toBe(published);
    expect(readdirSync(cwd)).toEqual(['document.yaml']);
  });

  test('is one of several: each is repaired, and each is told', async () => {
    const { cwd, read } = fileWith(published);
    writeFileSync(join(cwd, 'other.yaml'), published.replace('workflows:', 'Workflows: # all'));
    const { stdout } = await heddle(['check', 'document.yaml', 'other.yaml', '--fix', ...sources], { cwd });
    expect(stdout).toMatch(/^document\.yaml: \d repairs made\./m);
    expect(stdout).toMatch(/^other\.yaml: \d repairs made\./m);
    expect(readFileSync(join(cwd, 'other.yaml'), 'utf8')).toBe(
      read().replace('workflows:', 'workflows: # all'),
    );
  });

  test.each(['failed-payment-dunning', 'https://documents.example/a.yaml'])(
    'is refused where the document is no file of the person: %s',
    (document) => {
      const found = writeRepaired(document, { before: 'a', after: 'b' });
      expect(found!.message).toBe(`"${document}" is not a file of yours, so it was not changed.`);
    },
  );
});

test('check --fix repairs all of the published document that has one right answer, and leaves the rest to a person', async () => {
  const text = published
    .replace('sourceDescriptions:', '# where the descriptions are\nsourceDescriptions:')
    .replace('    steps:\n', '    steps: # two of them\n')
    .replace('            AccountSid:', '            # the account\n            AccountSid:');
  const { cwd, read } = fileWith(text);
  const { stdout } = await heddle(['check', 'document.yaml', '--fix', '--json', ...sources], { cwd });
  const [document] = (JSON.parse(stdout) as CheckResult).documents;
  expect(read()).toBe(
    text
      .replace('stripeApi.postPaymentIntents', 'stripeApi.PostPaymentIntents')
      .replace('== "requires_payment_method"', "== 'requires_payment_method'")
      .replace(
        'payment $steps.attempt-payment.outputs.paymentId could',
        'payment {$steps.attempt-payment.outputs.paymentId} could',
      )
      .replace('            AccountSid: $inputs.accountSid\n', '')
      .replace(
        'operationId: $sourceDescriptions.twilioApi.createMessage\n',
        (line) =>
          `${line}        parameters:\n          - name: AccountSid\n            in: path\n            value: $inputs.accountSid\n`,
      ),
  );
  expect(document!.repairs).toHaveLength(4);
  // What is left is not for a machine to decide: which payments are to be followed by a message.
  const left = document!.diagnostics.filter(stops);
  expect(left.map(({ code, place }) => [code, place?.pointer])).toEqual([
    ['step/unsafe-success', '/workflows/0/steps/0/successCriteria'],
    ['step/never-reached', '/workflows/0/steps/1/stepId'],
  ]);
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
