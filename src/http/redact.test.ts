import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactor } from './redact.ts';

const { text, value, url, inputs } = redactor(['sk_test_abc123', 'hunter2+/=', 'abc']);

describe('a text', () => {
  test.each([
    ['the key sk_test_abc123 is wrong', 'the key *** is wrong'],
    ['hunter2+/= and hunter2%2B%2F%3D', '*** and ***'],
    ['abcdef', 'abcdef'],
    ['Invalid API Key provided: sk_live_51H***xyz', 'Invalid API Key provided: sk_live_***'],
    ['rk_live_1 pk_test_2 whsec_A+b/c=', 'rk_live_*** pk_test_*** whsec_***'],
    ['pi_3Abc_secret_Xyz9', 'pi_3Abc_secret_***'],
    ['Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.x', 'Authorization: Bearer ***'],
    ['Basic QUMxMjM0NTY3ODk6dG9rZW4=', 'Basic ***'],
    ['HTTP Basic authentication', 'HTTP Basic authentication'],
    ['to +15558675310 now', 'to +***5310 now'],
    ['To=%2B15558675310&Body=x', 'To=%2B***5310&Body=x'],
    ['2026-11-23T10:00:00+00:00', '2026-11-23T10:00:00+00:00'],
    ['mail jane.doe+x@example.co.uk please', 'mail ***@*** please'],
    ['card 4242 4242 4242 4242', 'card ***4242'],
    ['card 4242424242424242.', 'card ***4242.'],
    ['order 4242424242424241', 'order 4242424242424241'],
    ['ch_3SampleSampleSample000001 pm_1Abc', 'ch_3SampleSampleSample000001 pm_1Abc'],
    [`SM${'4'.repeat(32)}`, `SM${'4'.repeat(32)}`],
    ['see https://u:p@h.example/a?token=1&x=2#y', 'see https://***@h.example/a?token=***&x=2#y'],
  ])('%s becomes %s', (source, expected) => {
    expect(text(source)).toBe(expected);
  });
});

describe('a URL', () => {
  test.each([
    ['https://api.stripe.com/v1/payment_intents/pi_1?client_secret=a&expand[0]=b'],
    ['https://api.stripe.com/v1/payment_intents/pi_1?client%5Fsecret=a&expand[0]=b'],
  ])('%s keeps everything but the secret', (source) => {
    expect(url(source)).toBe(source.replace('=a&', '=***&'));
  });

  test.each([
    [
      'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json?To=%2B15558675310&PageSize=5',
      'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json?To=%2B***5310&PageSize=5',
    ],
    ['https://billing.stripe.com/p/session/live_x?a=1', 'https://billing.stripe.com/***?***'],
    ['https://hooks.stripe.com/3d_secure/acct/x', 'https://hooks.stripe.com/***'],
    ['https://h.example/cb#access_token=1', 'https://h.example/cb#***'],
    ['https://h.example/a%2Fb/?empty&token=', 'https://h.example/a%2Fb/?empty&token='],
    ['https://h.example/?api_key=%zz', 'https://h.example/?api_key=***'],
  ])('%s becomes %s', (source, expected) => {
    expect(url(source)).toBe(expected);
  });
});

describe('a value', () => {
  test.each([
    ['client_secret', 'x', '***'],
    ['AuthToken', 'x', '***'],
    ['X-Api-Key', 'x', '***'],
    ['password', 1234, '***'],
    ['cvc', '123', '***'],
    ['cvc_check', 'pass', 'pass'],
    ['key', 'x', '***'],
    ['keyboard', 'qwerty', 'qwerty'],
    ['idempotency_key', 'x', 'x'],
    ['phone', '(555) 123-4567', '***4567'],
    ['toNumber', '+15558675310', '+***5310'],
    ['phone', '12', '***'],
    ['email', 'jane', '***'],
    ['name', 'Gold plan', 'Gold plan'],
    ['brand', 'visa', 'visa'],
    ['last4', '4242', '4242'],
    ['amount', 1999, 1999],
    ['number', 4242424242424242, '***4242'],
    ['client_secret', null, null],
    ['livemode', false, false],
    [undefined, 'sk_test_abc123', '***'],
  ])('%s %j becomes %j', (name, source, expected) => {
    expect(value(source, ...(name === undefined ? [] : [name]))).toEqual(expected);
  });

  test.each([
    [['billing_details', 'name'], 'Jane Doe', '***'],
    [['billing_details', 'note', 'phone'], '(555) 123-4567', '***4567'],
    [['client_secret', 'expiry'], 12, '***'],
    [['plan', 'name'], 'Gold plan', 'Gold plan'],
    [['__proto__', 'password'], 'abcd', '***'],
  ])('under %j, %j becomes %j', (way, source, expected) => {
    expect(value(source, ...way)).toEqual(expected);
  });

  test('keeps a member that is named like what every object inherits', () => {
    const source: unknown = JSON.parse('{"__proto__": {"password": "abcd", "constructor": 1}}');
    expect(JSON.stringify(value(source))).toBe('{"__proto__":{"password":"***","constructor":1}}');
  });

  test('of a declined payment shows what happened and not to whom', () => {
    const declined = {
      error: {
        code: 'card_declined',
        payment_intent: { id: 'pi_1', client_secret: 'pi_1_secret_2', status: 'requires_payment_method' },
        payment_method: {
          id: 'pm_1',
          billing_details: {
            name: 'Jane Doe',
            email: 'j@x.example',
            address: { city: 'Paris', line1: null },
          },
          card: { brand: 'visa', last4: '0002', exp_year: 2030 },
        },
        request_log_url: 'https://dashboard.stripe.com/x',
      },
    };
    expect(value(declined)).toEqual({
      error: {
        code: 'card_declined',
        payment_intent: { id: 'pi_1', client_secret: '***', status: 'requires_payment_method' },
        payment_method: {
          id: 'pm_1',
          billing_details: { name: '***', email: '***', address: { city: '***', line1: null } },
          card: { brand: 'visa', last4: '0002', exp_year: 2030 },
        },
        request_log_url: '***',
      },
    });
  });

  test('that is hostile is masked and harms nobody', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"token":"x"},"a":[{"password":"y"}]}');
    const masked = value(hostile) as object;
    expect(JSON.stringify(masked)).toBe('{"__proto__":{"token":"***"},"a":[{"password":"***"}]}');
    expect(({} as { token?: string }).token).toBeUndefined();
    let deep: unknown = 'sk_test_abc123';
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(JSON.stringify(value(deep))).not.toContain('sk_test');
  });

  test('is not changed itself', () => {
    const source = Object.freeze({ token: 'x' });
    value(source);
    expect(source).toEqual({ token: 'x' });
  });
});

test('inputs are masked by name, by content, and where their schema says so', () => {
  const schema = {
    properties: { code: { type: 'string', format: 'password' }, once: { writeOnly: true }, plain: {} },
  };
  const given = {
    code: 'x',
    once: 1,
    plain: 'y',
    apiKey: 'z',
    toNumber: '+15558675310',
    paymentMethod: 'pm_1',
  };
  expect(inputs(given, schema)).toEqual({
    code: '***',
    once: '***',
    plain: 'y',
    apiKey: '***',
    toNumber: '+***5310',
    paymentMethod: 'pm_1',
  });
  expect(inputs(given, true)).toMatchObject({ code: 'x' });
});

test('a secret of four characters or more is in no text that went through', () => {
  const secret = fc
    .string({ minLength: 4, maxLength: 20, unit: 'grapheme-ascii' })
    .filter((s) => !'***'.includes(s));
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (word, before, after) => {
      const masked = redactor([word]).text(`${before}${word}${after}`);
      // What is left can spell the secret only when the text around it, or the mask itself, did.
      fc.pre(!`${before}***${after}`.includes(word));
      expect(masked).not.toContain(word);
    }),
  );
});

test('a long text takes linear time', () => {
  for (const unit of ['a', 'a@', '+1', 'https://', '4242', '_secret_', 'Bearer ', '?a=']) {
    expect(text(unit.repeat(200_000 / unit.length)).length).toBeGreaterThan(0);
  }
});

describe('the redactor of a run (clause A15)', () => {
  const schema = {
    properties: {
      note: { format: 'password' },
      code: { writeOnly: true },
      list: { items: { properties: { inner: { format: 'password' } } } },
    },
  };

  test('masks by value what the schema or the name says is secret, however it is spelt', () => {
    const given = { note: 'Käse! 4ever', code: 123456, list: [{ inner: 'nested-one' }], pin: 'abc' };
    const run = redactor(['sk_test_abc123']).ofRun({ ...given, auth: { user: 'someone' } }, schema);
    expect(run.url('https://h.example/a/K%C3%A4se%21%204ever?q=nested-one&n=K%C3%A4se!%204ever')).toBe(
      'https://h.example/a/***?q=***&n=***',
    );
    expect(run.text('q=K%C3%A4se%21+4ever, sk_test_abc123, someone, abc')).toBe('q=***, ***, ***, abc');
    expect(run.value({ said: 'Käse! 4ever', number: 123456 })).toEqual({ said: '***', number: '***' });
  });

  test('is the same one where no input is secret, and knows what is obtained later', () => {
    let obtained: readonly string[] = [];
    const general = redactor([], () => obtained);
    expect(general.ofRun({ amount: 1999, note: 'plain' }, { properties: { note: {} } })).toBe(general);
    const run = general.ofRun({ note: 'hidden-note' }, schema);
    expect(run.ofRun({ note: 'hidden-note' }, schema)).toBe(run);
    obtained = ['later-token'];
    expect(run.text('later-token hidden-note')).toBe('*** ***');
    expect(general.text('later-token hidden-note')).toBe('*** hidden-note');
  });
});
