import { expect, test } from 'vitest';
import { readServers } from './read-servers.ts';

test('servers are URLs, positions or names, and variables join those that are described', () => {
  const { choices, diagnostics } = readServers({
    server: ['a=http://127.0.0.1:1', 'b=2', 'c=eu-west'],
    serverVariable: ['b.region=eu', 'b.tier=1=2', 'd.region=us'],
  });
  expect(diagnostics).toEqual([]);
  expect(choices).toEqual({
    a: 'http://127.0.0.1:1',
    b: { server: 2, variables: { region: 'eu', tier: '1=2' } },
    c: { server: 'eu-west' },
    d: { variables: { region: 'us' } },
  });
});

test('a variable needs a source, and a URL has none', () => {
  const { diagnostics } = readServers({
    server: ['a=http://h.example'],
    serverVariable: ['region=eu', 'a.region=eu'],
  });
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'usage/invalid: --server-variable takes a source, ".", a variable, "=" and a value.',
    'usage/invalid: --server gives source "a" a URL, which has no variables.',
  ]);
});
