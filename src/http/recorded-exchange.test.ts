import { describe, expect, test } from 'vitest';
import { mostRecordedBytes, recordedExchange } from './recorded-exchange.ts';
import { redactor } from './redact.ts';

const secret = 'sk_shop_1234567890';

/** What is recorded of a request with a body of a media type. */
function sent(mediaType: string, body: string | Uint8Array) {
  const request = {
    method: 'POST',
    url: 'https://shop.example/orders',
    headers: { authorization: `Bearer ${secret}`, 'content-type': mediaType, 'x-note': `with ${secret}` },
    body,
  };
  return recordedExchange(request, undefined, redactor([secret])).request;
}

describe('an exchange as it is recorded', () => {
  test('has its fields, without what is secret by name or by value', () => {
    expect(sent('application/json', '{}').headers).toEqual({
      authorization: '***',
      'content-type': 'application/json',
      'x-note': 'with ***',
    });
  });

  test('has a body of JSON masked by the names of its members', () => {
    const body = JSON.stringify({ amount: 7, client_secret: 'x', billing_details: { name: 'Jane' } });
    expect(sent('application/problem+json; charset=utf-8', body).body).toEqual({
      bytes: body.length,
      text: '{"amount":7,"client_secret":"***","billing_details":{"name":"***"}}',
    });
    expect(sent('application/json', '"a text"').body?.text).toBe('"a text"');
  });

  test('has a form masked by its names, brackets and all', () => {
    const body = `amount=7&billing_details[name]=Jane&note=${secret}&To=%2B15558675310`;
    expect(new URLSearchParams(sent('application/x-www-form-urlencoded', body).body?.text).toString()).toBe(
      new URLSearchParams([
        ['amount', '7'],
        ['billing_details[name]', '***'],
        ['note', '***'],
        ['To', '+***5310'],
      ]).toString(),
    );
  });

  test.each([
    ['text without names', 'text/plain', 'call Jane Doe'],
    ['JSON that is none', 'application/json', 'call Jane Doe'],
    ['XML', 'application/xml', '<name>Jane Doe</name>'],
    ['bytes', 'application/octet-stream', new TextEncoder().encode('Jane Doe')],
    ['more than is kept', 'application/json', JSON.stringify('x'.repeat(mostRecordedBytes))],
  ])('tells of %s only how much it was', (_, mediaType, body) => {
    expect(sent(mediaType, body).body).toEqual({ bytes: body.length });
  });

  test('has an answer where there was one, and no body where there was none', () => {
    const request = { method: 'GET', url: 'https://shop.example/orders', headers: {} };
    const answer = { statusCode: 204, headers: { 'set-cookie': 'session=1' }, body: new Uint8Array() };
    expect(recordedExchange(request, answer, redactor([]))).toEqual({
      request: { headers: {} },
      response: { headers: { 'set-cookie': '***' } },
    });
  });
});
