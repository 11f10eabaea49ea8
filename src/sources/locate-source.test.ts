import { resolve } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { locateOverride, locateSource } from './locate-source.ts';

const urlish = fc.oneof(
  fc.string(),
  fc.webUrl(),
  fc
    .tuple(
      fc.constantFrom('file:', 'file://', 'http://', 'https://', '//', '../', 'data:', 'C:\\'),
      fc.string(),
    )
    .map((parts) => parts.join('')),
);

test('whatever a document says, the answer is a location or a refusal', () => {
  fc.assert(
    fc.property(urlish, urlish, (url, base) => {
      const location = locateSource(url, base);
      expect('ok' in location ? location.message : location.kind).toMatch(/./);
      expect(locateOverride(url)).toBeDefined();
    }),
  );
});

test('whatever a document from the web says, it never leads to a file', () => {
  fc.assert(
    fc.property(urlish, (url) => {
      expect(locateSource(url, 'https://specs.example/a/w.yaml')).not.toHaveProperty('path');
    }),
  );
});

test('the own URI of a document is the base, and does not make it one of this machine', () => {
  const own = 'https://specs.example/b/w.yaml';
  expect(locateSource('a.yaml', '/somewhere/w.yaml', own)).toEqual({
    kind: 'url',
    url: 'https://specs.example/b/a.yaml',
  });
  expect(locateSource('a.yaml', '/somewhere/w.yaml', 'there/w.yaml')).toEqual({
    kind: 'file',
    path: resolve('/somewhere/there/a.yaml'),
  });
  expect(locateSource('a.yaml', 'w.yaml', 'urn:x:y')).toMatchObject({ ok: false, reason: 'invalid-url' });
  expect(locateSource('https://a.example/', 'w.yaml', 'urn:x:y')).toMatchObject({ kind: 'url' });
  fc.assert(
    fc.property(urlish, urlish, (url, self) => {
      expect(locateSource(url, 'https://specs.example/a/w.yaml', self)).not.toHaveProperty('path');
    }),
  );
  expect(locateSource('/a', own, 'http://127.0.0.1/')).toMatchObject({ reason: 'private-address' });
});

test('an override is a path from the working directory or a URL', () => {
  expect(locateOverride('a/b c#d.yaml')).toEqual({ kind: 'file', path: resolve('a/b c#d.yaml') });
  expect(locateOverride('file:///a/b%20c.yaml')).toEqual({ kind: 'file', path: '/a/b c.yaml' });
  expect(locateOverride('https://specs.example/a')).toEqual({ kind: 'url', url: 'https://specs.example/a' });
});

test('a document on this machine may name its services', () => {
  const url = 'http://127.0.0.1:4000/openapi.json';
  expect(locateSource(url, 'w.yaml')).toEqual({ kind: 'url', url });
  expect(locateSource('/openapi.json', 'http://127.0.0.1:4000/w.yaml')).toEqual({ kind: 'url', url });
});
