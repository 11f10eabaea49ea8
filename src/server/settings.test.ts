import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';

test('what is not set is as said in docs/serve.md', async () => {
  const { located: _, ...read } = await readSettings('documents: { a: a.yaml }', 'c.yaml');
  expect(read).toEqual({
    settings: {
      documents: { a: { location: 'a.yaml' } },
      listen: { host: '127.0.0.1', port: 8080 },
      profiles: [],
      reach: {},
      retention: {},
      sources: {},
      limits: { slots: 100, bodyBytes: 1_048_576, watchers: 1000 },
    },
    diagnostics: [],
  });
});

test.each([
  ['documnets: {}', 'config/unknown-field', 1, '"documnets"'],
  ['documents: { a: x }\nlisten: { prot: 1 }', 'config/unknown-field', 2, '"prot"'],
  ['documents: { a: x }\nlisten: { port: 70000 }', 'config/invalid', 2, '"listen/port" must be <= 65535'],
  ['documents:\n  a: { locatoin: x, location: y }', 'config/unknown-field', 2, '"locatoin"'],
  ['documents:\n  a: { location: x, servers: { s: 7 } }', 'config/invalid', 2, '"documents/a/servers/s"'],
  ['profiles:\n  press: { origin: x }', 'config/unknown-field', 2, '"origin"'],
  ['profiles:\n  press:\n    origins: [press.example]', 'config/invalid', 3, 'is not an origin'],
  ['profiles:\n  stripe:\n    origins: [https://s.example]', 'config/invalid', 3, 'Stripe is known already'],
  [
    'profiles:\n  press:\n    origins: [https://p.example]\n    undecided: [409, 5xx]',
    'config/invalid',
    4,
    'is not written as it must be',
  ],
  [
    'profiles:\n  press:\n    origins: [https://p.example]\n    lookUps:\n      POST /a: { read: "?a={$steps.b.outputs.c}", match: { /a: 1 } }',
    'config/invalid',
    5,
    '$steps.b.outputs.c is not known',
  ],
  [
    'profiles:\n  press:\n    origins: [https://p.example]\n    idempotency: { header: A, methods: [POTS], hours: 1 }',
    'config/invalid',
    4,
    '"profiles/press/idempotency/methods/0"',
  ],
  [
    'profiles:\n  press:\n    origins: [https://p.example]\n    lookUps:\n      POTS /a: { read: "?a", match: { /a: 1 } }',
    'config/invalid',
    5,
    '"profiles/press/lookUps" cannot have the name "POTS /a"',
  ],
  ['retention: { failed: 0 }', 'config/invalid', 1, '"retention/failed" must be >= 1'],
  ['record: all', 'config/invalid', 1, '"record"'],
  ['documents: {}', 'config/invalid', 1, '"documents" is empty'],
  ['documents: { a: x }\ndocuments: {}', 'text/duplicate-key', 2, 'documents'],
])('%s has a finding with its place', async (text, code, line, words) => {
  const { settings, diagnostics } = await readSettings(text, 'c.yaml');
  expect(settings).toBeUndefined();
  const found = diagnostics.find((each) => each.code === code);
  expect(found).toMatchObject({ place: { file: 'c.yaml', line } });
  expect(found?.message).toContain(words);
});

test('a name that cannot be is told once', async () => {
  const text =
    'profiles: { p: { origins: [https://p.example], lookUps: { /a: { read: "?", match: { /a: 1 } } } } }';
  expect((await readSettings(text, 'c.yaml')).diagnostics).toHaveLength(1);
});
