import { expect, test } from 'vitest';
import { TransportFailure } from '../../engine/ports.ts';
import { assumptionsOf, type PlayedExchange } from './assumptions.ts';

type Reply = readonly [statusCode: number, body?: unknown] | 'not-sent' | 'unknown';

/** `POST /pets` of the step `post`, and so on, at one origin. */
function called(call: string, reply: Reply, looksAt: readonly string[] = []): PlayedExchange {
  const [method, path] = call.split(' ') as [string, string];
  return {
    step: `w/${method.toLowerCase()}`,
    method,
    url: new URL(path, 'https://pets.example').href,
    looksAt,
    reply:
      typeof reply === 'string'
        ? new TransportFailure('refused', reply, 'No.')
        : { statusCode: reply[0], headers: {}, body: reply[1], documented: true },
  };
}

const assumed = (...exchanges: readonly PlayedExchange[]): readonly string[] =>
  assumptionsOf(exchanges).map(({ step, after, that }) => `${step} after ${after}: ${that}`);

test.each<[string, Reply, Reply, readonly string[]]>([
  ['refused', [400], [200], ['w/get after w/post: it was there before, since HTTP 400 made nothing']],
  ['not sent', 'not-sent', [200], ['w/get after w/post: it was there before, since nothing was sent']],
  ['that may have been made', 'unknown', [200], []],
  ['that is said to be there', [409], [200], []],
  ['that the refusal tells of', [402, { error: { pet: { id: '7' } } }], [200], []],
  ['that was refused, and is not there', [400], [404], []],
  ['that was made', [201, { id: 7 }], [200, { id: 7 }], []],
  ['that was made, and is not there', [201, { id: 7 }], [404], ['w/get after w/post: it was removed']],
  ['other than what was made', [201, { id: 8 }], [404], []],
])('a thing %s', (_, made, read, expected) => {
  expect(assumed(called('POST /pets', made), called('GET /pets/7?full=true', read))).toEqual(expected);
});

test('a thing that was deleted', () => {
  const deleted = called('DELETE /pets/7', [204]);
  expect(assumed(deleted, called('GET /pets/7', [200]))).toEqual([
    'w/get after w/delete: it came back after it was deleted',
  ]);
  expect(assumed(deleted, called('GET /pets/7', [404]))).toEqual([]);
  expect(assumed(deleted, called('GET /pets/8', [200]))).toEqual([]);
});

test('a thing that reads otherwise, where criteria look', () => {
  const acted = called('POST /pets/7/adoption', [200, { status: 'pending', at: 1 }]);
  const reads = (looksAt: readonly string[]) =>
    assumed(acted, called('GET /pets/7', [200, { status: 'sold', at: 2 }], looksAt));
  expect(reads(['/status'])).toEqual(['w/get after w/post: /status changed from "pending" to "sold"']);
  expect(reads(['/owner'])).toEqual([]);
});

test('what has nothing to do with it', () => {
  const refused = called('POST /pets', [400]);
  expect(assumed(refused, called('GET /pets', [200]), called('GET /petshops/7', [200]))).toEqual([]);
  expect(assumed(refused, { ...called('GET /pets/7', [200]), url: 'https://other.example/pets/7' })).toEqual(
    [],
  );
});
