import { describe, expect, test } from 'vitest';
import { boundedCache } from './bounded-cache.ts';
import { fetchedOnce, sharedReadings } from './readings.ts';
import type { TextResult } from './text-result.ts';

describe('a bounded cache', () => {
  test('forgets what was not asked for the longest', () => {
    const cache = boundedCache<string>(3);
    for (const key of ['a', 'b', 'c']) cache.set(key, key.toUpperCase(), 1);
    cache.get('a');
    cache.set('d', 'D', 1);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual(['A', undefined, 'C', 'D']);
  });

  test('counts sizes, also of what is set anew, and keeps nothing that is too large by itself', () => {
    const cache = boundedCache<string>(10);
    cache.set('a', 'first', 4);
    cache.set('a', 'second', 6);
    cache.set('b', 'B', 4);
    expect([cache.get('a'), cache.get('b')]).toEqual(['second', 'B']);
    cache.set('c', 'C', 11);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['second', 'B', undefined]);
    cache.set('a', 'too large now', 11);
    expect(cache.get('a')).toBeUndefined();
  });
});

describe('readings that are shared', () => {
  test('are the same value for the same text of the same place, and no other', () => {
    const read = sharedReadings();
    const first = read('a: 1', '/pets.yaml');
    expect(read('a: 1', '/pets.yaml')).toBe(first);
    expect(read('a: 1', '/other.yaml').located?.file).toBe('/other.yaml');
    expect(read('a: 2', '/pets.yaml').located?.value).toEqual({ a: 2 });
    expect(first.located?.value).toEqual({ a: 1 });
  });

  test('are forgotten beyond their bound', () => {
    const read = sharedReadings(10);
    const first = read('a: 11', '/a.yaml');
    read('b: 22', '/b.yaml');
    expect(read('a: 11', '/a.yaml')).toBe(first);
    read('c: 33', '/c.yaml');
    read('d: 44', '/d.yaml');
    expect(read('a: 11', '/a.yaml')).not.toBe(first);
  });
});

describe('fetching once', () => {
  test('asks each URL once, also while its answer is under way, and failures too', async () => {
    const asked: string[] = [];
    const fetchText = fetchedOnce(async (url): Promise<TextResult> => {
      asked.push(url);
      return url.endsWith('gone')
        ? { ok: false, reason: 'not-found', message: 'HTTP 404.' }
        : { ok: true, text: url, location: url };
    });
    const both = await Promise.all([fetchText('https://a.example'), fetchText('https://a.example')]);
    expect(both[0]).toBe(both[1]);
    await fetchText('https://a.example/gone');
    await fetchText('https://a.example/gone');
    expect(asked).toEqual(['https://a.example', 'https://a.example/gone']);
  });

  test('holds what a document may not have apart from what the user may', async () => {
    const asked: unknown[] = [];
    const fetchText = fetchedOnce(async (url, options): Promise<TextResult> => {
      asked.push(options);
      return { ok: true, text: url, location: url };
    });
    await fetchText('http://a.example', { allowInsecure: true });
    await fetchText('http://a.example', { allowInsecure: false });
    expect(asked).toEqual([{ allowInsecure: true }, { allowInsecure: false }]);
  });
});
