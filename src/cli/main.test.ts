import { describe, expect, test } from 'vitest';
import { captured, heddle, folder } from '../../test/cli/heddle.ts';

describe('the command line', () => {
  test('without arguments it shows how it is used, as an error', async () => {
    const { code, stdout, stderr } = await heddle([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: heddle [options] [command]');
  });

  test('--help and --version go to stdout and are a success', async () => {
    for (const argv of [
      ['--help'],
      ['run', '--help'],
      ['check', '--help'],
      ['describe', '--help'],
      ['sandbox', '--help'],
    ]) {
      const { code, stdout, stderr } = await heddle(argv);
      expect({ argv, code, stderr }).toEqual({ argv, code: 0, stderr: '' });
      expect(stdout).toContain('Usage: heddle');
    }
    expect((await heddle(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [['run'], "Missing required argument 'document'."],
    [['rnu', 'x'], 'Did you mean run?'],
    [['run', 'x', '--sandbx'], 'Did you mean --sandbox?'],
    [['run', 'x', '--mend'], "Unknown option '--mend'."],
    [['run', 'x', '--mode', 'loose'], 'Allowed choices are strict, standard, lenient.'],
    [
      ['run', 'x', '--sandbox', '--server', 'a=http://127.0.0.1:1'],
      "'--sandbox' cannot be used with option '--server",
    ],
    [
      ['run', 'x', '--sandbox', '--credentials', 'a'],
      "'--sandbox' cannot be used with option '--credentials",
    ],
    [['run', 'x', 'y', 'z'], 'Expected 2 arguments but got 3'],
    [['sandbox', '--port', '70000'], 'A port is a number from 0 to 65535.'],
    [['resumed', 'x'], "Unknown command 'resumed'."],
  ])('%j is a usage error in one line, without a stack', async (argv, message) => {
    const { code, stdout, stderr, sent } = await heddle(argv);
    expect({ code, stdout, sent }).toEqual({ code: 2, stdout: '', sent: [] });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('a usage error with --json is one JSON object on stdout', async () => {
    const { code, stdout } = await heddle(['run', 'x', '--json', '--nope']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      status: 'refused',
      diagnostics: [
        {
          code: 'usage/invalid',
          severity: 'error',
          message: "Unknown option '--nope'.",
          hint: 'Did you mean --mode?',
        },
      ],
    });
    for (const argv of [
      ['describe', 'none'],
      ['show', 'none'],
      ['verify'],
      ['cancel', 'none'],
      ['serve'],
      ['sandbox', 'none'],
    ]) {
      const refused = await heddle([...argv, '--json'], { cwd: folder() });
      expect({ argv, code: refused.code }).toEqual({ argv, code: 2 });
      expect(Object.keys(JSON.parse(refused.stdout) as object)).toEqual(['status', 'diagnostics']);
    }
  });

  test.each([
    ['run x --quiet --verbose', "option '--quiet' cannot be used with option '--verbose'"],
    ['lock failed-payment-dunning --yes', '--yes accepts what --update changes.'],
    ['run failed-payment-dunning --sandbox --inputs .', '--inputs . cannot be read. It is a folder.'],
    [
      'run failed-payment-dunning --sandbox --inputs none',
      '--inputs none cannot be read. There is no such file.',
    ],
    [
      'run failed-payment-dunning --server stripeApi=https://me:word@pay.example',
      'The server that was given has a user name or password in its URL.',
    ],
  ])('%s is refused, and told why', async (line, expected) => {
    const { code, stderr } = await heddle(line.split(' '), { cwd: folder() });
    expect(code).toBe(2);
    expect(stderr.toLowerCase()).toContain(expected.toLowerCase());
    expect(stderr).not.toMatch(/word@|me:/);
  });

  test('an unexpected exception is called a bug, and its stack is for those who ask', async () => {
    const run = (env: Record<string, string>) =>
      heddle(['run', 'failed-payment-dunning', '--json', ...credentialed], {
        env: { ...keys, XDG_STATE_HOME: '/nonexistent', ...env },
        transport: { send: () => Promise.reject(new Error('a mistake \u001b[2J')) },
      });
    const { code, stdout, stderr } = await run({});
    expect(code).toBe(1);
    expect(stderr).toContain(
      'error: a mistake \\u001b[2J\n  This is a bug in Heddle. Set HEDDLE_DEBUG=1 to see where.',
    );
    expect(stderr).not.toContain('\n    at ');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'failed',
      diagnostics: [{ code: 'internal/unexpected' }],
    });
    expect((await run({ HEDDLE_DEBUG: '1' })).stderr).toContain('\n    at ');
  });
});

describe('colours', () => {
  const coloured = (env: Record<string, string>, isTTY: boolean) => async (): Promise<boolean> => {
    const stdout = captured({ isTTY, columns: 100 });
    await heddle(['describe', 'failed-payment-dunning'], { env, stdout });
    return stdout.text().includes('\u001b[');
  };

  test('are for terminals, unless NO_COLOR or FORCE_COLOR say otherwise', async () => {
    expect(await coloured({}, true)()).toBe(true);
    expect(await coloured({}, false)()).toBe(false);
    expect(await coloured({ NO_COLOR: '1' }, true)()).toBe(false);
    expect(await coloured({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)()).toBe(false);
    expect(await coloured({ FORCE_COLOR: '1' }, false)()).toBe(true);
    expect(await coloured({ FORCE_COLOR: '0' }, true)()).toBe(false);
    expect(await coloured({ TERM: 'dumb' }, true)()).toBe(false);
  });
});

const keys = {
  STRIPE_API_KEY: 'sk_test_oneTwoThree',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a-made-up-token',
};

const credentialed = [
  '--inputs',
  JSON.stringify({
    amount: 1999,
    currency: 'usd',
    paymentMethod: 'pm_card_visa',
    accountSid: keys.TWILIO_ACCOUNT_SID,
    fromNumber: '+15005550006',
    toNumber: '+15558675310',
  }),
];
