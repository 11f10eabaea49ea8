import { expect, test } from 'vitest';
import type { HttpRequest } from '../engine/ports.ts';
import { beyond, isHost, type Reach, within } from './reach.ts';

const hosts = ['api.stripe.com', 'localhost:8080', '[2001:db8::1]'];

test.each<[string, Reach, boolean]>([
  ['https://anywhere.example/a', {}, true],
  ['https://api.stripe.com/v1', { hosts }, true],
  ['https://API.stripe.com:443/v1', { hosts }, true],
  ['http://api.stripe.com/v1', { hosts }, true],
  ['https://api.stripe.com:8443/v1', { hosts }, false],
  ['https://api.stripe.com.evil.example/v1', { hosts }, false],
  ['https://evil.example/api.stripe.com', { hosts }, false],
  ['https://api.stripe.com@evil.example/', { hosts }, false],
  ['http://localhost:8080/', { hosts }, true],
  ['http://localhost/', { hosts }, false],
  ['https://[2001:db8:0::1]/', { hosts }, true],
  ['https://api.stripe.com/', { hosts: [] }, false],
  ['https://api.stripe.com/', { publicOnly: true }, true],
  ['https://8.8.8.8/', { publicOnly: true }, true],
  ['http://127.0.0.1:1/', { publicOnly: true }, false],
  ['http://0x7f.1/', { publicOnly: true }, false],
  ['http://169.254.169.254/latest', { publicOnly: true }, false],
  ['http://[::ffff:10.0.0.1]/', { publicOnly: true }, false],
  ['http://localhost/', { publicOnly: true }, false],
])('%s within %o: %s', (url, reach, isWithin) => {
  expect(beyond(url, reach) === undefined).toBe(isWithin);
});

test('nothing is sent beyond it, and what it says repeats no more of a URL than the host', async () => {
  const sent: HttpRequest[] = [];
  const transport = within(
    { hosts: ['a.example'] },
    {
      send(request) {
        sent.push(request);
        return Promise.resolve({ statusCode: 200, headers: {}, body: new Uint8Array() });
      },
    },
  );
  const { signal } = new AbortController();
  const get = (url: string) => transport.send({ method: 'GET', url, headers: {} }, signal);
  await get('https://a.example/1');
  await expect(get('https://b.example/2?key=secret')).rejects.toMatchObject({
    reason: 'rejected',
    delivery: 'not-sent',
    message: 'b.example is none of the hosts that may be called.',
  });
  expect(sent.map(({ url }) => url)).toEqual(['https://a.example/1']);
});

test.each<[string, boolean]>([
  ['api.example', true],
  ['api.example:8443', true],
  ['127.0.0.1:80', true],
  ['[::1]:80', true],
  ['', false],
  ['http://api.example', false],
  ['api.example/v1', false],
  ['me@api.example', false],
  ['api.example:none', false],
])('"%s" is a host: %s', (text, is) => {
  expect(isHost(text)).toBe(is);
});
