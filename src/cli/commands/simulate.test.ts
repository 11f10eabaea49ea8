import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folder, heddle } from '../../../test/cli/heddle.ts';
import { shop } from '../../../test/cli/shop.ts';
import type { SimulateResult } from './simulate.ts';

const bundled = fileURLToPath(new URL('../../../workflows/failed-payment-dunning/', import.meta.url));
const sources = ['stripe', 'twilio'].flatMap((name) => [
  '--source',
  `${name}Api=${join(bundled, `openapi/${name}.openapi.yaml`)}`,
]);

async function simulated(argv: readonly string[], cwd = folder()) {
  const { code, stdout, sent } = await heddle(['simulate', ...argv, '--json'], { cwd });
  expect(sent).toEqual([]);
  return { code, result: JSON.parse(stdout) as SimulateResult };
}

describe('the workflow for failed payments', () => {
  // Scenario 32 (test/scenarios/README.md).
  test('as published: the text is sent in no scenario', async () => {
    const argv = [join(bundled, 'as-published.arazzo.yaml'), '--repair', ...sources];
    const { code, result } = await simulated(argv);
    expect(code).toBe(0);
    const [{ steps, scenarios, complete }] = result.simulations as [SimulateResult['simulations'][number]];
    expect(complete).toBe(true);
    expect(steps).toMatchObject([
      { step: 'failed-payment-dunning/attempt-payment', reached: scenarios.map(({ number }) => number) },
      { step: 'failed-payment-dunning/dunning-sms', reached: [] },
    ]);
    const outcomes = scenarios.flatMap(({ outcomes: [first] }) => first?.outcome ?? []);
    expect(outcomes).toEqual(
      expect.arrayContaining(['a declined card (HTTP 402)', 'no connection', 'no answer']),
    );
    const human = await heddle(['simulate', ...argv]);
    expect(human.stdout).toMatch(/dunning-sms +reached in no scenario/);
  });

  test('as published, without its sources and repairs: what stands in for them is said', async () => {
    const cwd = folder();
    const published = readFileSync(join(bundled, 'as-published.arazzo.yaml'), 'utf8');
    writeFileSync(join(cwd, 'lost.yaml'), published.replaceAll(/url: https:.*/g, 'url: gone.yaml'));
    const { code, result } = await simulated(['lost.yaml'], cwd);
    expect({ code, status: result.status }).toEqual({ code: 0, status: 'simulated' });
    const [{ steps }] = result.simulations as [SimulateResult['simulations'][number]];
    expect(steps.map(({ reached }) => reached.length)).toEqual([12, 0]);
    expect(result.repairs).toHaveLength(4);
    const { stderr } = await heddle(['simulate', 'lost.yaml'], { cwd });
    expect(stderr).toContain('It cannot run as it stands; this is simulated:\nrepaired: ');
    expect(stderr).toMatch(/warning: Source "twilioApi" cannot be had: .* stands in for it/);
    // Nothing stands in for what a person names.
    const named = await heddle(['simulate', 'lost.yaml', '--source', 'twilioApi=nothing.yaml'], { cwd });
    expect(named.code).toBe(2);
    expect(named.stderr).toContain('Correct the value of --source twilioApi=.');
  });

  test('corrected: the text is sent when the card is declined, and not when the payment succeeds', async () => {
    const { result } = await simulated(['failed-payment-dunning', '--most', '400']);
    const [{ steps, scenarios, complete }] = result.simulations as [SimulateResult['simulations'][number]];
    expect(complete).toBe(true);
    expect(steps.filter(({ reached }) => reached.length === 0)).toEqual([]);
    const text = steps.find(({ step }) => step.endsWith('/dunning-sms'))!;
    const leading = scenarios.filter(({ number }) => text.reached.includes(number));
    const alone = leading.flatMap(({ outcomes }) => (outcomes.length === 1 ? outcomes : []));
    expect(alone).toContainEqual({
      step: 'failed-payment-dunning/attempt-payment',
      outcome: 'a declined card (HTTP 402)',
      basis: 'provider',
    });
    // A refused payment and a read of it fit together; a succeeded one that then reads otherwise is marked.
    const assumed = (outcome: string) =>
      scenarios.find(({ outcomes: [first, ...more] }) => more.length === 0 && first?.outcome === outcome)!
        .assumes;
    expect(assumed('a declined card (HTTP 402)')).toEqual([]);
    expect(assumed('a payment that the bank still processes (HTTP 200)')).toMatchObject([
      { that: '/status changed from "processing" to "requires_action"' },
    ]);
    for (const { sends } of leading) {
      const texts = sends.filter(({ url }) => url.endsWith('/Messages.json'));
      expect(texts.length).toBeGreaterThan(0);
    }
    expect(JSON.stringify(result)).not.toContain('heddle-sandbox-placeholder');
    const paid = scenarios.find(({ number }) => !text.reached.includes(number))!;
    expect(paid.sends.some(({ url }) => url.endsWith('/Messages.json'))).toBe(false);
  });
});

describe('any other document', () => {
  test('goes through the documented responses, so that they satisfy and violate the criteria, and failures of the network', async () => {
    const { result } = await simulated(['shop.yaml'], shop());
    expect(
      result.simulations[0]!.scenarios.map(({ outcomes, status }) => [outcomes[0]?.outcome, status]),
    ).toEqual([
      [undefined, 'completed'],
      ['HTTP 200, but not $statusCode < 300 && $response.body#/total == 12', 'failed'],
      ['HTTP 404', 'failed'],
      ['no connection', 'failed'],
      ['no answer', 'failed'],
    ]);
    const bases = result.simulations[0]!.scenarios.map(({ outcomes }) => outcomes[0]?.basis);
    expect(bases).toEqual([undefined, 'described', 'described', 'network', 'network']);
    expect(result.simulations[0]!.scenarios[0]!.sends[0]).toMatchObject({
      step: 'buy/order',
      method: 'GET',
      url: expect.stringMatching(/^https:\/\/shop\.example\/api\/orders\/\d+\?colour=red$/) as string,
    });
  });

  test('comes to the same each time, and to other values for another seed', async () => {
    const cwd = shop();
    const [first, second, other] = await Promise.all(
      ['a', 'a', 'b'].map((seed) => simulated(['shop.yaml', '--seed', seed], cwd)),
    );
    expect(second).toEqual(first);
    expect(other!.result.simulations[0]!.inputs).not.toEqual(first!.result.simulations[0]!.inputs);
  });

  test('takes inputs, is bounded, and shows what would be sent when asked', async () => {
    const argv = ['simulate', 'shop.yaml', '--input', 'id=4', '--most', '2', '--verbose'];
    const { code, stdout } = await heddle(argv, { cwd: shop() });
    expect(code).toBe(0);
    expect(stdout).toContain('2 scenarios, and there are more');
    expect(stdout).toContain('GET https://shop.example/api/orders/4?colour=red');
  });

  test('is refused when it could not be run', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'empty.yaml'), 'arazzo: 1.0.1\n');
    const { code, result } = await simulated(['empty.yaml'], cwd);
    expect({ code, status: result.status }).toEqual({ code: 2, status: 'refused' });
  });
});
