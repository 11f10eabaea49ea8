import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { captured, type Called, folder, heddle } from '../../../test/cli/heddle.ts';
import { shop } from '../../../test/cli/shop.ts';
import { emulatorTransport } from '../../emulator/emulator-transport.ts';
import { createStripeEmulator } from '../../emulator/stripe/emulator.ts';
import { createTwilioEmulator } from '../../emulator/twilio/emulator.ts';
import type { Clock, Transport } from '../../engine/ports.ts';
import type { RunResult } from '../../report/run-result.ts';
import { systemClock } from '../../runtime/system-clock.ts';

const name = 'failed-payment-dunning';

const example = {
  amount: 1999,
  currency: 'usd',
  paymentMethod: 'pm_card_visa_chargeDeclined',
  accountSid: `AC${'0'.repeat(32)}`,
  fromNumber: '+15005550006',
  toNumber: '+15558675310',
};

const keys = {
  STRIPE_API_KEY: 'sk_test_oneTwoThree',
  TWILIO_ACCOUNT_SID: example.accountSid,
  TWILIO_AUTH_TOKEN: 'a-made-up-token',
};

const inputs = (changes: object = {}): string => JSON.stringify({ ...example, ...changes });

const resultOf = ({ stdout }: Called): RunResult => JSON.parse(stdout) as RunResult;

/** Waits take no time. */
const hurried: Clock = { ...systemClock, sleep: () => Promise.resolve() };

/** Emulators in the place of the network. */
function providers() {
  const stripe = createStripeEmulator();
  const twilio = createTwilioEmulator();
  return { stripe, twilio, transport: emulatorTransport([stripe, twilio]) };
}

describe('run --sandbox', () => {
  test('a declined payment sends one text, which is shown with masked numbers, and exits with 0', async () => {
    const { code, stdout, stderr, sent } = await heddle(['run', name, '--sandbox']);
    expect({ code, sent }).toEqual({ code: 0, sent: [] });
    expect(stdout).toMatch(/^✓ Completed: the workflow reached an end, with 4 calls in /);
    expect(stdout).toMatch(/dunningMessageSid {2}SM[0-9a-f]{32}\n/);
    expect(stderr).toContain('Example inputs of the workflow are used for amount, currency, paymentMethod');
    expect(stderr).toContain('✓ attempt-payment  POST /v1/payment_intents/{intent}/confirm  402');
    expect(stderr).toContain('declineCode generic_decline');
    expect(stderr).toContain('$response.body#/status is "requires_payment_method"');
    expect(stderr).toContain('→ goes to dunning-sms: every criterion of "customer-must-act" holds');
    expect(stderr).toContain('Payment requires_payment_method, 1999 usd');
    expect(stderr).toMatch(/Text queued from \S*0006 to \S*5310/);
    expect(stderr).toContain('  │ Reply STOP to opt out.');
    expect(stderr + stdout).not.toContain('+15558675310');
    // oxlint-disable-next-line no-control-regex -- no cursor movement, no colour
    expect(stderr + stdout).not.toMatch(/[\u001b\r]/);
  });

  test.each([
    ['pm_card_visa', 0, 'succeeded', /^null$/],
    ['pm_card_visa_chargeDeclined', 0, 'requires_payment_method', /^SM[0-9a-f]{32}$/],
    ['pm_card_chargeDeclinedInsufficientFunds', 0, 'requires_payment_method', /^SM[0-9a-f]{32}$/],
    ['pm_card_authenticationRequired', 0, 'requires_payment_method', /^SM[0-9a-f]{32}$/],
    ['pm_no_such_thing', 1, null, /^null$/],
  ])('%s exits with %i, paymentStatus %s', async (paymentMethod, code, paymentStatus, sid) => {
    const called = await heddle([
      'run',
      name,
      '--sandbox',
      '--json',
      '--input',
      `paymentMethod=${paymentMethod}`,
    ]);
    expect(called.code).toBe(code);
    const { outputs, status } = resultOf(called);
    expect({ status, paymentStatus: outputs['paymentStatus'] }).toEqual({
      status: code === 0 ? 'completed' : 'failed',
      paymentStatus,
    });
    expect(String(outputs['dunningMessageSid'])).toMatch(sid);
  });

  test('a failure tells the step, the reason with its code, the facts and the next step', async () => {
    const { code, stdout, stderr } = await heddle([
      'run',
      name,
      '--sandbox',
      '--input',
      'paymentMethod=pm_no_such_thing',
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ Failed after 1 call in /);
    expect(stdout).toContain('[run/provider-refused]');
    expect(stdout).toMatch(/requestId req_\w+/);
    expect(stdout).toContain('→ Correct the inputs that the provider names, or the request of the step.');
    expect(stderr).toContain('No text was sent.');
  });

  test('no credential of the environment is read, and a live key is no obstacle', async () => {
    const env = { STRIPE_API_KEY: 'sk_live_neverToBeSent', TWILIO_API_KEY_FILE: '/nonexistent' };
    const { code, stderr } = await heddle(['run', name, '--sandbox'], { env });
    expect(code).toBe(0);
    expect(stderr).not.toContain('live');
  });

  test('a source without an emulator is mocked, with made-up inputs and credentials, and what it finds in requests is told', async () => {
    const { code, stdout, stderr, sent } = await heddle(['run', 'shop.yaml', '--sandbox'], { cwd: shop() });
    expect({ code, sent }).toEqual({ code: 0, sent: [] });
    expect(stderr).toContain('In the sandbox: shop is mocked. Nothing leaves this machine.');
    expect(stderr).toContain('Made-up inputs are used for id.');
    expect(stderr).toContain('! shop  GET /orders/{id}  The operation has no query parameter "colour".');
    expect(stdout).toMatch(/total {2}12\n/);
  });

  test('what a request has wrong fails the step, and is told', async () => {
    const argv = ['run', 'shop.yaml', '--sandbox', '--input', 'id=9'];
    const { code, stderr } = await heddle(argv, { cwd: shop('maximum: 5') });
    expect(code).toBe(1);
    expect(stderr).toContain('✗ shop  GET /orders/{id}  The path parameter "id" must be <= 5.');
  });

  test.each([
    [['order=404'], 1, '404'],
    [['getOrder=503'], 1, '503'],
    [['buy/order=206'], 0, '206'],
  ])('--answer %s', async (answers, code, status) => {
    const argv = answers.flatMap((answer) => ['--answer', answer]);
    const called = await heddle(['run', 'shop.yaml', '--sandbox', ...argv], { cwd: shop() });
    expect(called.code).toBe(code);
    expect(called.stderr).toMatch(new RegExp(`order {2}GET /orders/\\{id\\} {2}${status}`));
  });

  test.each([
    [['--sandbox', '--answer', 'ordr=404'], 'Did you mean order?'],
    [['--sandbox', '--answer', 'order=99'], '"99" is no status to answer "order" with.'],
    [['--answer', 'order=404'], '--answer is about mocks.'],
    [['--seed', 'a'], '--seed is about mocks.'],
    [['--sandbox', '--store', 'kept.db'], 'Serve them with heddle sandbox shop.yaml in another terminal'],
  ])('%j is refused', async (argv, told) => {
    const { code, stderr } = await heddle(['run', 'shop.yaml', ...argv], { cwd: shop() });
    expect(code).toBe(2);
    expect(stderr).toContain(told);
  });

  test('a call that is told how to be answered is mocked, whoever emulates its source', async () => {
    const argv = ['run', name, '--sandbox', '--answer', 'dunning-sms=400'];
    const { code, stderr } = await heddle(argv);
    expect(code).toBe(1);
    expect(stderr).toContain('In the sandbox: stripeApi is emulated, twilioApi is mocked.');
  });
});

test('of the examples of an answer a mock takes the one that its step expects, whole', async () => {
  const cwd = folder();
  writeFileSync(
    join(cwd, 'jobs.yaml'),
    `openapi: 3.1.0
info: { title: Jobs, version: '1' }
servers: [{ url: https://jobs.example }]
paths:
  /job:
    get:
      operationId: look
      responses:
        '200':
          description: It.
          content:
            application/json:
              schema: { type: object, properties: { state: { enum: [waiting, failed, done] }, file: { type: string } } }
              examples:
                waiting: { value: { state: waiting, file: none yet } }
                failed: { value: { state: failed, file: broken.pdf } }
                odd: { value: { state: neither, file: odd.pdf } }
                done: { value: { state: done, file: report.pdf } }
`,
  );
  const fileFor = async (criterion: string): Promise<unknown> => {
    writeFileSync(
      join(cwd, 'w.yaml'),
      `arazzo: 1.0.1
info: { title: Jobs, version: '1' }
sourceDescriptions: [{ name: jobs, url: jobs.yaml, type: openapi }]
workflows:
  - workflowId: look
    steps:
      - stepId: look
        operationId: look
        successCriteria: [{ condition: ${criterion} }]
        outputs: { file: $response.body#/file, state: $response.body#/state }
    outputs: { file: $steps.look.outputs.file, state: $steps.look.outputs.state }
`,
    );
    return resultOf(await heddle(['run', 'w.yaml', '--sandbox', '--json'], { cwd })).outputs;
  };
  expect(await fileFor("$response.body#/state == 'done'")).toEqual({ state: 'done', file: 'report.pdf' });
  expect(await fileFor("$response.body#/state == 'failed'")).toEqual({ state: 'failed', file: 'broken.pdf' });
  expect(await fileFor('$statusCode == 200')).toEqual({ state: 'waiting', file: 'none yet' });
});

describe('run with real providers', () => {
  test('speaks of the sandbox only where credentials are what is missing', async () => {
    const { code, stderr } = await heddle(['run', name, '--input', 'amount=none'], { env: keys });
    expect(code).toBe(2);
    expect(stderr).toContain('[inputs/');
    expect(stderr).not.toContain('without credentials');
  });

  test('calls them with the credentials of the environment, and prints the documented object', async () => {
    const { transport, twilio } = providers();
    const called = await heddle(['run', name, '--inputs', inputs(), '--json'], { env: keys, transport });
    expect(called.code).toBe(0);
    expect(resultOf(called)).toMatchObject({
      status: 'completed',
      workflowId: name,
      inputs: { amount: 1999, toNumber: expect.stringMatching(/^\S*\*\*\*5310$/) },
      outputs: { paymentStatus: 'requires_payment_method' },
      diagnostics: [],
      repairs: [],
      steps: [
        { stepId: 'create-payment', status: 'succeeded', attempts: [{ method: 'POST', statusCode: 200 }] },
        { stepId: 'attempt-payment', status: 'succeeded', attempts: [{ statusCode: 402 }] },
        {
          stepId: 'read-payment',
          action: { name: 'customer-must-act', type: 'goto', target: 'dunning-sms' },
        },
        { stepId: 'dunning-sms', status: 'succeeded', outputs: { messageStatus: 'queued' } },
      ],
    });
    expect(called.sent).toHaveLength(4);
    expect(twilio.messages()).toHaveLength(1);
    expect(called.stdout + called.stderr).not.toContain(keys.STRIPE_API_KEY);
    expect(called.stdout + called.stderr).not.toContain(keys.TWILIO_AUTH_TOKEN);
  });

  test('missing credentials and inputs are told all at once, with the command that needs neither', async () => {
    const { code, stdout, stderr, sent } = await heddle(['run', name, '--input', 'amount=1999']);
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    expect(stderr).toContain('Source "stripeApi" (Stripe) has no credentials. [credentials/missing]');
    expect(stderr).toContain('Source "twilioApi" (Twilio) has no credentials. [credentials/missing]');
    expect(stderr).toContain('Input "toNumber" is required and was not given. [inputs/missing]');
    expect(stderr).toContain(`heddle run ${name} --sandbox`);
    expect(stdout).toMatch(/^✗ Refused because of \d errors\. Nothing was sent\.\n$/);
  });

  test('a --credentials file wins over the environment', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'test.env'), 'STRIPE_API_KEY=sk_test_ofTheFile\n');
    const { transport } = providers();
    const argv = [
      'run',
      name,
      '--inputs',
      inputs({ paymentMethod: 'pm_card_visa' }),
      '--credentials',
      'test.env',
    ];
    const { code, sent } = await heddle(argv, {
      env: { ...keys, STRIPE_API_KEY: 'sk_live_ofTheShell' },
      cwd,
      transport,
    });
    expect(code).toBe(0);
    expect(sent.map(({ headers }) => new Headers(headers).get('authorization'))).toEqual(
      Array.from({ length: 3 }, () => 'Bearer sk_test_ofTheFile'),
    );
  });

  test('a --credentials file that is missing or malformed is refused without its content', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'bad.env'), 'sk_test_alone\n');
    for (const [file, message] of [
      ['nope.env', '--credentials nope.env cannot be read.'],
      ['bad.env', 'Line 1 of bad.env is not NAME=value.'],
    ] as const) {
      const { code, stderr, sent } = await heddle(
        ['run', name, '--inputs', inputs(), '--credentials', file],
        {
          env: keys,
          cwd,
        },
      );
      expect({ code, sent }).toEqual({ code: 2, sent: [] });
      expect(stderr).toContain(message);
      expect(stderr).not.toContain('sk_test_alone');
    }
  });

  test('--server moves a source, credentials and all', async () => {
    const { transport } = providers();
    const moved = {
      send: (request: Parameters<typeof transport.send>[0], signal: AbortSignal) =>
        transport.send(
          { ...request, url: request.url.replace('http://127.0.0.1:4010', 'https://api.stripe.com') },
          signal,
        ),
    };
    const argv = [
      'run',
      name,
      '--inputs',
      inputs({ paymentMethod: 'pm_card_visa' }),
      '--server',
      'stripeApi=http://127.0.0.1:4010',
    ];
    const { code, sent } = await heddle(argv, { env: keys, transport: moved });
    expect(code).toBe(0);
    expect(sent.map(({ url }) => new URL(url).origin)).toEqual(
      Array.from({ length: 3 }, () => 'http://127.0.0.1:4010'),
    );
  });

  test('--only-host and --public-only refuse what would go elsewhere, before anything is sent', async () => {
    const { transport } = providers();
    const call = (...flags: readonly string[]) =>
      heddle(['run', name, '--inputs', inputs(), ...flags], { env: keys, transport });
    const refused = await call('--only-host', 'api.stripe.com');
    expect({ code: refused.code, sent: refused.sent }).toEqual({ code: 2, sent: [] });
    expect(refused.stderr).toContain(
      'api.twilio.com is none of the hosts that may be called. [source/out-of-reach]',
    );
    const local = await call('--public-only', '--server', 'twilio=http://127.0.0.1:4010');
    expect({ code: local.code, sent: local.sent }).toEqual({ code: 2, sent: [] });
    const hosts = ['--only-host', 'api.stripe.com', '--only-host', 'api.twilio.com'];
    expect((await call(...hosts, '--public-only')).code).toBe(0);
  });

  test('a call whose effect is unknown exits with 3', async () => {
    const { transport, twilio } = providers();
    twilio.faults.add({ match: { method: 'POST' }, effect: { kind: 'reset', executed: true } });
    const called = await heddle(['run', name, '--inputs', inputs()], {
      env: keys,
      transport,
      clock: hurried,
    });
    expect(called.code).toBe(3);
    expect(called.stdout).toContain('! Needs attention after 4 calls');
    expect(called.stdout).toContain('[run/in-doubt]');
    expect(called.stderr).toContain('! stops here: whether the call took effect is unknown');
  });

  test('retries and waits are told', async () => {
    const { transport, stripe } = providers();
    stripe.faults.add({ times: 2, effect: { kind: 'status', statusCode: 500 } });
    const argv = ['run', name, '--inputs', inputs({ paymentMethod: 'pm_card_visa' })];
    const { code, stderr } = await heddle(argv, { env: keys, transport, clock: hurried });
    expect(code).toBe(0);
    expect(stderr).toContain('✗ create-payment   POST /v1/payment_intents  500');
    expect(stderr).toContain('↻ again in 2 s: every criterion of "stripe-undecided" holds');
    expect(stderr).toContain('… create-payment waits 2 s, as "stripe-undecided" says');
    expect(stderr).toContain('✓ create-payment (attempt 3)  POST /v1/payment_intents  200');
  });

  test('an interruption while waiting exits with 130', async () => {
    const { transport, stripe } = providers();
    stripe.faults.add({ times: 'always', effect: { kind: 'status', statusCode: 500 } });
    const interruption = new AbortController();
    const clock: Clock = {
      ...systemClock,
      sleep: (_, signal) => {
        interruption.abort();
        return Promise.reject(signal?.reason as Error);
      },
    };
    const argv = ['run', name, '--inputs', inputs(), '--json'];
    const called = await heddle(argv, { env: keys, transport, clock, signal: interruption.signal });
    expect(called.code).toBe(130);
    expect(resultOf(called).status).toBe('cancelled');
  });

  test('an interruption while a call is in doubt exits with 3 and names the call', async () => {
    const { transport, stripe } = providers();
    const confirm = { path: '/v1/payment_intents/{intent}/confirm' };
    stripe.faults.add({ match: confirm, times: 'always', effect: { kind: 'reset', executed: true } });
    const interruption = new AbortController();
    const ordered = 2000;
    const clock: Clock = {
      ...systemClock,
      sleep: (milliseconds, signal) => {
        if (milliseconds < ordered) return Promise.resolve();
        interruption.abort();
        return Promise.reject(signal?.reason as Error);
      },
    };
    const argv = ['run', name, '--inputs', inputs(), '--json'];
    const called = await heddle(argv, { env: keys, transport, clock, signal: interruption.signal });
    expect(called.code).toBe(3);
    const { status, diagnostics } = resultOf(called);
    expect(status).toBe('needs-attention');
    expect(diagnostics.find(({ code }) => code === 'run/in-doubt')?.message).toContain('attempt-payment#1.1');
  });

  test('an interruption during a call says which answer is waited for', async () => {
    const { transport } = providers();
    const interruption = new AbortController();
    const slow: Transport = {
      send(request, signal) {
        interruption.abort();
        return transport.send(request, signal);
      },
    };
    const argv = ['run', name, '--inputs', inputs()];
    const called = await heddle(argv, { env: keys, transport: slow, signal: interruption.signal });
    expect(called.code).toBe(130);
    expect(called.stderr).toContain('waiting for the answer to failed-payment-dunning/create-payment#1.1');
  });

  test('--quiet tells the outcome and nothing of the way there', async () => {
    const { code, stdout, stderr } = await heddle(['run', name, '--sandbox', '--quiet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('✓ Completed');
    expect(stdout).not.toContain('create-payment');
  });
});

describe('inputs', () => {
  test.each([
    [['--input', 'amount=abc'], 'Input "amount" must be of type integer.'],
    [['--input', 'amount=19.5'], 'Input "amount" must be of type integer.'],
    [['--input', 'amount=0'], 'Input "amount" must be >= 1.'],
    [['--input', 'amuont=1999'], 'Did you mean amount?'],
    [['--input', 'amount'], '--input takes a name, "=" and a value.'],
    [['--input', '=1'], '--input takes a name, "=" and a value.'],
    [['--input', 'amount=1', '--input', 'amount=2'], '--input gives "amount" twice.'],
    [['--inputs', '{"amount":}'], 'What --inputs gives is not valid JSON.'],
    [['--inputs', '[1999]'], 'The inputs are not an object.'],
    [['--inputs', '{"amount":"1999"}'], 'Input "amount" must be of type integer.'],
    [['--inputs', 'nope.json'], '--inputs nope.json cannot be read.'],
    [['--input', '__proto__=1'], 'Input "__proto__" is not one that the workflow takes.'],
  ])('%j are refused', async (argv, message) => {
    const { code, stderr, sent } = await heddle(['run', name, ...argv], { env: keys });
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at .*\(.*:\d+:\d+\)/);
  });

  test('come from a file, from stdin or as an object, and a single one wins', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'inputs.json'), inputs());
    for (const [given, input] of [['inputs.json'], ['-', inputs()], [inputs()]] as const) {
      const called = await heddle(
        ['run', name, '--sandbox', '--json', '--inputs', given, '--input', 'amount=5000'],
        {
          cwd,
          ...(input === undefined ? {} : { input }),
        },
      );
      expect(called.code).toBe(0);
      expect(resultOf(called).inputs).toMatchObject({ amount: 5000, currency: 'usd' });
      expect(called.stderr).not.toContain('Example inputs');
    }
  });

  test('that are missing are asked for on a terminal, until they have the right type', async () => {
    const { transport } = providers();
    const stdin = new PassThrough();
    const answers = [
      'abc',
      '1999',
      'usd',
      'pm_card_visa',
      example.accountSid,
      '+15005550006',
      example.toNumber,
    ];
    const stdout = captured({ isTTY: true });
    let asked = '';
    const stderr = {
      write(text: string) {
        asked += text;
        if (text.endsWith(': ') && answers.length > 0)
          setImmediate(() => stdin.write(`${answers.shift()!}\n`));
      },
    };
    const { code } = await heddle(['run', name], {
      env: keys,
      transport,
      stdin: Object.assign(stdin, { isTTY: true }),
      stdout,
      stderr,
    });
    expect(asked).toContain('The amount in the smallest unit of the currency.');
    expect(asked.match(/amount \(integer\): /g)).toHaveLength(2);
    expect(code).toBe(0);
    expect(stdout.text()).toContain('succeeded');
  });

  test('are not asked for where nobody could answer', async () => {
    const stdout = captured({ isTTY: true });
    const { code, stderr } = await heddle(['run', name], { env: keys, stdout });
    expect(code).toBe(2);
    expect(stderr).toContain('Input "amount" is required and was not given.');
  });

  test('an end of the answers ends it with 130, and nothing is sent', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    stdin.end();
    const stdout = captured({ isTTY: true });
    const { code, sent } = await heddle(['run', name], { env: keys, stdin, stdout });
    expect({ code, sent }).toEqual({ code: 130, sent: [] });
    expect(stdout.text()).toContain('Cancelled');
  });
});

describe('documents that cannot run', () => {
  const cwd = folder();
  const write = (file: string, text: string): string => {
    writeFileSync(join(cwd, file), text);
    return file;
  };
  const whole = readFileSync(
    new URL(`../../../workflows/${name}/${name}.arazzo.yaml`, import.meta.url),
    'utf8',
  );
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (let i = 1; i < 10; i++) {
    const [before, own] = [String.fromCharCode(96 + i), String.fromCharCode(97 + i)];
    bomb.push(`${own}: &${own} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`);
  }
  mkdirSync(join(cwd, 'folder'));
  writeFileSync(join(cwd, 'pets.json'), pets);

  test.each([
    ['not YAML', write('not-yaml.yaml', 'arazzo: [1, 2'), 'text/syntax'],
    ['binary', write('binary.yaml', '\u0000\u0001\u0002'), 'text/syntax'],
    ['empty', write('empty.yaml', ''), 'text/syntax'],
    ['not Arazzo', write('openapi.json', pets), 'document/not-arazzo'],
    ['truncated', write('truncated.yaml', whole.slice(0, 1500)), 'document/missing-field'],
    ['20 MB', write('large.yaml', `arazzo: 1.0.1\n# ${'x'.repeat(20_000_000)}`), 'bytes'],
    ['an alias bomb', write('bomb.yaml', bomb.join('\n')), 'text/alias-expansion'],
    ['deep', write('deep.json', '['.repeat(100_000)), '['],
    ['a cyclic goto', write('cycle.yaml', flow('pets', true)), 'step/goto-loop'],
    ['missing', 'missing.yaml', 'There is no such file.'],
    ['a folder', 'folder', 'It is not a regular file.'],
    ['nearly the name of a bundled one', 'failed-payment-duning', `Did you mean ${name}?`],
  ])('%s', async (_, document, message) => {
    for (const command of ['run', 'check', 'describe']) {
      const { code, stdout, stderr, sent } = await heddle([command, document], { cwd });
      const isDescribed = command === 'describe' && message === 'step/goto-loop';
      expect({ command, code, sent }).toEqual({ command, code: isDescribed ? 0 : 2, sent: [] });
      expect(stdout + stderr).toContain(message);
      expect(stdout + stderr).not.toMatch(/\n\s+at .*\(.*:\d+:\d+\)/);
    }
    const json = await heddle(['run', document, '--json'], { cwd });
    expect(json.code).toBe(2);
    expect(resultOf(json)).toMatchObject({ status: 'refused', steps: [] });
  });

  test('an unknown workflow, source or server is refused with a suggestion', async () => {
    for (const [argv, message] of [
      [['failed-payment-duning'], `Did you mean ${name}?`],
      [['--source', 'stripeAp=x.yaml'], 'Did you mean stripeApi?'],
      [['--server', 'stripeAp=http://127.0.0.1:1'], 'Did you mean stripeApi?'],
      [['--source', 'x'], '--source takes a name, "=" and a value.'],
    ] as const) {
      const { code, stderr, sent } = await heddle(['run', name, ...argv], { env: keys });
      expect({ code, sent }).toEqual({ code: 2, sent: [] });
      expect(stderr).toContain(message);
    }
  });
});

describe('reports', () => {
  test('go to stdout or to files, several at once', async () => {
    const cwd = folder();
    const argv = [
      'run',
      name,
      '--sandbox',
      '--report',
      'json=out.json',
      '--report',
      'pretty=out.txt',
      '--quiet',
    ];
    const { code, stdout, stderr } = await heddle(argv, { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('✓ Completed');
    expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))).toMatchObject({ status: 'completed' });
    const text = readFileSync(join(cwd, 'out.txt'), 'utf8');
    expect(text).toContain('✓ create-payment  POST /v1/payment_intents  200');
    expect(text).toContain('✓ Completed');
  });

  test.each([
    [['--report', 'junitt'], 'There is no report "junitt".'],
    [['--report', 'prety'], 'Did you mean pretty?'],
    [['--json', '--report', 'pretty'], 'Only one report can go to stdout.'],
    [['--report', 'json=no/such/folder/out.json'], 'cannot be written'],
  ])('%j are refused before anything is sent', async (argv, message) => {
    const { code, stderr, sent } = await heddle(['run', name, '--inputs', inputs(), ...argv], {
      env: keys,
      cwd: folder(),
    });
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    expect(stderr).toContain(message);
  });

  test('--verbose tells addresses, outputs and the actions that were looked at', async () => {
    const { stdout, stderr } = await heddle(['run', name, '--sandbox', '--verbose']);
    expect(stderr).toContain('https://api.stripe.com/v1/payment_intents');
    expect(stderr).toContain('action "paid-or-pending"');
    expect(stderr).toContain('paymentStatus = requires_payment_method');
    expect(stdout).toContain('plan sha256-');
  });

  test('on a terminal the running step is redrawn in one line', async () => {
    const stderr = captured({ isTTY: true, columns: 80 });
    await heddle(['run', name, '--sandbox'], { stderr, env: { NO_COLOR: '1' } });
    expect(stderr.text()).toContain(
      '\r\u001b[2K\u001b[?7l⠋ create-payment   POST /v1/payment_intents\u001b[?7h',
    );
    for (const line of stderr.text().split('\n')) {
      expect(line.slice(line.lastIndexOf('\u001b[2K') + 1).length).toBeLessThanOrEqual(84);
    }
  });
});

test('a token that cannot be had refuses the run before any call, and is told once', async () => {
  const home = folder();
  const file = join(home, 'shop.arazzo.yaml');
  writeFileSync(
    file,
    `arazzo: 1.0.1
info: { title: Shop, version: '1' }
sourceDescriptions: [{ name: shop, url: ./shop.yaml, type: openapi }]
workflows: [{ workflowId: main, steps: [{ stepId: one, operationId: one }] }]`,
  );
  writeFileSync(
    join(home, 'shop.yaml'),
    `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: https://shop.example }]
components: { securitySchemes: { a: { type: oauth2, flows: { clientCredentials: { tokenUrl: /token, scopes: {} } } } } }
paths: { /a: { get: { operationId: one, security: [{ a: [] }], responses: { '200': { description: A } } } } }`,
  );
  const { code, stderr, sent } = await heddle(['run', file], {
    env: { HEDDLE_SHOP_CLIENT_ID: 'shop', HEDDLE_SHOP_CLIENT_SECRET: 'a-made-up-secret' },
    transport: {
      send: async () => ({ statusCode: 401, headers: {}, body: Buffer.from('{"error":"invalid_client"}') }),
    },
  });
  expect(code).toBe(2);
  expect(sent.map(({ url }) => url)).toEqual(['https://shop.example/token']);
  expect(stderr.match(/credentials\/no-token/g)).toHaveLength(1);
  expect(stderr).not.toContain('a-made-up-secret');
});

describe('the list of opt-outs', () => {
  test('is kept in the state folder once somebody opted out, and heeded by the next run', async () => {
    const { transport, twilio } = providers();
    twilio.optOut(example.toNumber);
    const home = folder();
    const env = { ...keys, XDG_STATE_HOME: home };
    const path = join(home, 'heddle', 'suppressions.json');
    const paid = await heddle(['run', name, '--inputs', inputs({ paymentMethod: 'pm_card_visa' })], {
      env,
      transport,
    });
    expect({ code: paid.code, kept: existsSync(path) }).toEqual({ code: 0, kept: false });
    const first = await heddle(['run', name, '--inputs', inputs()], { env, transport });
    expect({ code: first.code, kept: existsSync(path) }).toEqual({ code: 1, kept: true });
    const second = await heddle(['run', name, '--inputs', inputs()], { env, transport });
    expect(second.sent.filter(({ url }) => url.includes('twilio'))).toEqual([]);
    expect(second.stdout).toContain('opted out');
  });

  test('that cannot be written does not hide how the run ended', async () => {
    const { transport, twilio } = providers();
    twilio.optOut(example.toNumber);
    const cwd = folder();
    // A folder that is not there and cannot be made.
    symlinkSync(join(cwd, 'nowhere', 'deep'), join(cwd, 'state'));
    const argv = ['run', name, '--inputs', inputs(), '--suppressions', 'state/list.json'];
    const { code, stdout, stderr } = await heddle(argv, { env: keys, cwd, transport });
    expect(code).toBe(1);
    expect(stdout).toContain('✗ Failed after 4 calls');
    expect(stderr).toContain('could not be added to the list of opt-outs');
  });

  test('that cannot be read is refused before anybody is contacted', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'list.json'), '{}');
    const { code, stderr, sent } = await heddle(
      ['run', name, '--inputs', inputs(), '--suppressions', 'list.json'],
      { env: keys, cwd },
    );
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    expect(stderr).toContain('is not a suppression list of this version');
  });
});

describe('a hostile document', () => {
  test('cannot steer the terminal by its texts', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'pets.json'), pets);
    const text = flow('pets')
      .replace('title: T', 'title: "\\e[2J\\u202e\\a"')
      .replace('version: "1"', 'version: "\\e]0;x\\a"');
    writeFileSync(join(cwd, 'flow.yaml'), text);
    const transport = {
      send: () =>
        Promise.resolve({
          statusCode: 500,
          headers: { 'content-type': 'application/json' },
          body: new TextEncoder().encode('{"status":"\\u001b[2J\\u0007"}'),
        }),
    };
    for (const argv of [
      ['run', 'flow.yaml', '--verbose'],
      ['run', 'flow.yaml', '--json'],
      ['describe', 'flow.yaml'],
      ['check', 'flow.yaml'],
    ]) {
      const { stdout, stderr } = await heddle(argv, { cwd, transport });
      // oxlint-disable-next-line no-control-regex -- what must not get through
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });
});

const pets = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  servers: [{ url: 'https://pets.example' }],
  paths: { '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'OK' } } } } },
});

function flow(source: string, isCyclic = false): string {
  const cycle = isCyclic ? '\n        onSuccess: [{ name: again, type: goto, stepId: one }]' : '';
  return `arazzo: 1.0.1
info: { title: T, version: "1" }
sourceDescriptions: [{ name: ${source}, url: ./pets.json, type: openapi }]
workflows:
  - workflowId: w
    steps:
      - stepId: one
        operationId: listPets
        successCriteria: [{ condition: $statusCode == 200 }, { condition: $response.body#/status == 'ok' }]${cycle}
    outputs: {}
`;
}
