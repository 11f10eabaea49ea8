import { describe, expect, test } from 'vitest';
import { captured, type Called, heddle } from '../../../test/cli/heddle.ts';
import { shop } from '../../../test/cli/shop.ts';
import { undiciTransport } from '../../http/undici-transport.ts';
import { systemClock } from '../../runtime/system-clock.ts';

interface Ready {
  readonly url: string;
  readonly servers: Readonly<Record<string, string>>;
  readonly credentials: Readonly<Record<string, string>>;
}

/** Starts a sandbox, does something while it listens, interrupts it. */
async function during(
  argv: readonly string[],
  act: (ready: Ready) => Promise<void>,
  io: Parameters<typeof heddle>[1] = {},
): Promise<Called & { readonly log: string }> {
  const interruption = new AbortController();
  const stderr = captured();
  let begun: Promise<void> = Promise.resolve();
  const stdout = {
    write(text: string) {
      begun = act(JSON.parse(text) as Ready).finally(() => interruption.abort());
    },
  };
  const called = await heddle(['sandbox', '--json', ...argv], {
    ...io,
    signal: interruption.signal,
    stdout,
    stderr,
  });
  await begun;
  return { ...called, log: stderr.text() };
}

async function runAgainst({ servers, credentials }: Ready, argv: readonly string[] = []): Promise<Called> {
  const transport = undiciTransport({ timeoutMilliseconds: 10_000, maxResponseBytes: 2 ** 20 });
  try {
    const moved = Object.entries(servers).flatMap(([name, url]) => ['--server', `${name}=${url}`]);
    const argvOfRun = ['run', 'failed-payment-dunning', ...moved, '--inputs', inputs, ...argv];
    const clock = { ...systemClock, sleep: () => Promise.resolve() };
    return await heddle(argvOfRun, {
      env: { ...credentials, XDG_STATE_HOME: '/nonexistent' },
      transport,
      clock,
    });
  } finally {
    await transport.close();
  }
}

const inputs = JSON.stringify({
  amount: 1999,
  currency: 'usd',
  paymentMethod: 'pm_card_visa_chargeDeclined',
  accountSid: `AC${'0'.repeat(32)}`,
  fromNumber: '+15005550006',
  toNumber: '+15558675310',
});

describe('sandbox', () => {
  test('serves the emulators to a run until interrupted, and logs each request and text', async () => {
    let run: Called | undefined;
    const { code, log } = await during([], async (ready) => {
      run = await runAgainst(ready);
    });
    expect({ code, run: run?.code, errors: run?.stderr.match(/bug/) }).toEqual({
      code: 0,
      run: 0,
      errors: null,
    });
    expect(log).toMatch(/Stripe and Twilio are emulated at http:\/\/127\.0\.0\.1:\d+\./);
    expect(log).toMatch(
      /heddle run failed-payment-dunning \\\n {4}--server stripeApi=http:\S+ --server twilioApi=http:\S+ \\\n/,
    );
    expect(log).toContain('stripe  POST /v1/payment_intents  200');
    expect(log).toMatch(/stripe {2}POST \/v1\/payment_intents\/pi_\w+\/confirm {2}402/);
    expect(log).toMatch(/Text queued from \S*0006 to \S*5310/);
    expect(log).toContain('The sandbox is closed.');
  });

  test('breaks what --fault says, as often as it says', async () => {
    const { log } = await during(
      ['--fault', 'POST /v1/payment_intents=500*2', '--fault', 'GET /v1/payment_intents/*=reset'],
      async (ready) => void (await runAgainst(ready)),
    );
    expect(log.match(/POST \/v1\/payment_intents {2}500/g)).toHaveLength(2);
    expect(log).toContain('no answer (reset)');
    expect(log).toMatch(/GET \/v1\/payment_intents\/pi_\w+ {2}200/);
  });

  test.each([
    ['nonsense', '--fault takes a method, a path, "=" and what happens.'],
    ['POST /v1/payment_intents=99', '--fault takes a method'],
    ['POST /v1/payment_intents=500*0', '--fault takes a method'],
    ['POST /v2/x=500', 'No emulator has the path /v2/x.'],
    ['POST /v1/payment_intents=rest', 'Did you mean reset?'],
    ['POST /v1/payment_intent=500', 'Did you mean POST /v1/payment_intents?'],
    ['PSOT /v1/payment_intents=500', 'Did you mean POST /v1/payment_intents'],
    ['POST /v1/payment_intents/{id}/comfirm=500', 'Did you mean POST /v1/payment_intents/{intent}/confirm'],
    ['GET /v1/nothing/of/the/sort=500', 'Name one of these'],
    ['POST /v1/payment_intent_*=500', 'so the fault would never happen'],
  ])('a fault such as %s is refused', async (fault, message) => {
    const { code, stdout, stderr } = await heddle(['sandbox', '--json', '--fault', fault]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'refused' });
  });

  test('a port that is taken is refused', async () => {
    let second: Called | undefined;
    await during([], async ({ url }) => {
      second = await heddle(['sandbox', '--port', new URL(url).port]);
    });
    expect(second?.code).toBe(2);
    expect(second?.stderr).toMatch(/Port \d+ cannot be used\./);
  });

  test('serves the sources of a document to a run of it, and logs what requests have wrong', async () => {
    const cwd = shop();
    const transport = undiciTransport({ timeoutMilliseconds: 10_000, maxResponseBytes: 2 ** 20 });
    let run: Called | undefined;
    let refused: number | undefined;
    const { log } = await during(['shop.yaml'], act, { cwd });
    async function act({ servers, credentials }: Ready): Promise<void> {
      const argv = ['run', 'shop.yaml', '--server', `shop=${servers['shop']!}`, '--input', 'id=1'];
      run = await heddle(argv, { cwd, env: { ...credentials, XDG_STATE_HOME: '/nonexistent' }, transport });
      refused = (await fetch(`${servers['shop']!}/orders/x`)).status;
    }
    await transport.close();
    expect(run?.code).toBe(0);
    expect(refused).toBe(401);
    expect(log).toMatch(/^shop is mocked at http:\/\/127\.0\.0\.1:\d+\. Nothing leaves this machine\./);
    expect(log).toMatch(
      /SHOP_\w+=\S+ \\\n {4}heddle run shop\.yaml \\\n {4}--server shop=http:\/\/127\.0\.0\.1:\d+\/shop \\\n {4}--inputs '\{"id":\d+\}'/,
    );
    expect(log).toMatch(/shop {4}GET \/shop\/orders\/1\?colour=red {2}200/);
    expect(log).toContain('! shop  GET /orders/{id}  The operation has no query parameter "colour".');
    expect(log).toContain('✗ shop  GET /orders/{id}  The path parameter "id" is not of type integer.');
  });

  test('a document that cannot be read is refused', async () => {
    const { code, stderr } = await heddle(['sandbox', 'nothing.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('could not be read');
  });
});
