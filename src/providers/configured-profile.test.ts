import { describe, expect, test } from 'vitest';
import { configuredProfile } from './configured-profile.ts';
import type { SentCall } from './profile.ts';
import { profileFlaws } from './profile-flaws.ts';
import type { LookUpSettings, ProfileSettings } from './profile-settings.ts';
import { profileOf } from './profiles.ts';

const origins = ['https://press.example'];
const sentAt = Date.UTC(2026, 0, 2, 12);

function verdict(settings: Partial<ProfileSettings>, statusCode: number, method = 'POST') {
  const profile = configuredProfile({ name: 'press', origins, ...settings });
  const request = { method, url: 'https://press.example/orders' };
  const response = { statusCode, headers: {}, body: { id: 'o-1' } };
  const { decided, inDoubt, facts } = profile.verdict({ request, path: '/orders', response });
  return { decided, inDoubt, facts };
}

describe('the verdict of a configured profile', () => {
  const idempotency = { header: 'Once', methods: ['POST'], hours: 1 };

  test.each([
    ['nothing is known', {}, 503, { decided: true, inDoubt: false }],
    ['there are keys', { idempotency }, 503, { decided: false, inDoubt: false }],
    ['there are keys', { idempotency }, 409, { decided: false, inDoubt: false }],
    ['there are keys', { idempotency }, 402, { decided: true, inDoubt: false }],
    ['it says which', { idempotency, undecided: [402] }, 402, { decided: false, inDoubt: false }],
    ['it says which', { idempotency, undecided: [402] }, 503, { decided: true, inDoubt: false }],
    ['5XX is doubtful', { doubtful: ['5XX'] }, 503, { decided: false, inDoubt: true }],
    ['503 is doubtful', { doubtful: [503] }, 500, { decided: true, inDoubt: false }],
    [
      '5XX is doubtful and there are keys',
      { doubtful: ['5XX'], idempotency },
      503,
      { decided: false, inDoubt: false },
    ],
  ])('where %s: %j, %i', (_, settings, statusCode, expected) => {
    expect(verdict(settings, statusCode)).toMatchObject(expected);
  });

  test('is never in doubt about a method that does nothing twice', () => {
    expect(verdict({ doubtful: ['5XX'] }, 503, 'PUT')).toMatchObject({ inDoubt: false });
  });

  test('knows what a call made, where its look-up can tell', () => {
    const lookUps = { 'POST /orders': { read: '?a', match: { '/id': 'x' }, claim: '/id' } };
    expect(verdict({ lookUps }, 201).facts).toEqual({ created: 'o-1' });
    expect(verdict({ lookUps }, 404).facts).toEqual({});
    expect(configuredProfile({ name: 'press', origins, lookUps }).claims?.({ created: 'o-1' })).toEqual([
      'press:o-1',
    ]);
  });
});

test('a profile is of its origins, has one pace, and comes before none that is known', () => {
  const profile = configuredProfile({ name: 'press', origins, pace: { perSecond: 2, burst: 1 } });
  const source = { name: 'press', url: 'https://elsewhere.example', origins };
  expect(profileOf(source, [profile])).toBe(profile);
  expect(profileOf({ ...source, origins: [] }, [profile])).toBeUndefined();
  expect(profileOf({ ...source, origins: ['https://api.stripe.com'] }, [profile])?.name).toBe('stripe');
  expect(profile.pace?.({} as SentCall)).toEqual({ key: 'press', perSecond: 2, burst: 1 });
});

describe('a look-up', () => {
  const base: LookUpSettings = {
    read: '{$request.path.id}/parts?n={$request.body#/n}',
    match: { '/n': '$request.body#/n' },
  };
  const about = (settings: Partial<LookUpSettings>, body: unknown = { n: 7 }) =>
    configuredProfile({
      name: 'press',
      origins,
      lookUps: { 'POST /o/{id}': { ...base, ...settings } },
    }).reconcile?.({
      path: '/o/{id}',
      request: { method: 'POST', url: 'https://press.example/v1/o/a%2Fb?x=1', headers: {} },
      scope: { url: '', method: 'POST', header: {}, query: {}, path: { id: 'a/b' }, body },
      sentAt,
    });

  test('reads from the URL of the call, with its values encoded, at its origin only', () => {
    expect(about({})?.url).toBe('https://press.example/v1/o/a%2Fb/parts?n=7');
    expect(about({}, { n: '7&a=1' })?.url).toBe('https://press.example/v1/o/a%2Fb/parts?n=7%26a%3D1');
    expect(about({ read: '/list' })?.url).toBe('https://press.example/list');
    expect(about({ read: 'https://evil.example/' })).toBeUndefined();
    expect(about({}, {})).toBeUndefined();
  });

  test.each([
    ['one item that is it', {}, { n: '7' }, 'happened'],
    ['one item that is another', {}, { n: 8 }, 'nothing'],
    ['a value of several', { match: { '/n': [8, 9] } }, { n: 9 }, 'happened'],
    ['a list without it', { items: '/all' }, { all: [{ n: 8 }] }, 'nothing'],
    ['a list with it', { items: '/all' }, { all: [{ n: 8 }, { n: 7 }] }, 'happened'],
    ['a complete list without it', { items: '/all', isComplete: true }, { all: [] }, 'did-not'],
    ['no list', { items: '/all', isComplete: true }, { error: 'x' }, 'nothing'],
    ['an item from before', { created: '/at' }, { n: 7, at: '2026-01-01T00:00:00Z' }, 'nothing'],
    ['an item from after', { created: '/at' }, { n: 7, at: sentAt / 1000 + 5 }, 'happened'],
    ['an item of unknown age', { created: '/at' }, { n: 7 }, 'nothing'],
    ['a page with another', { items: '/all', next: '/next' }, { all: [], next: '?page=2' }, 'more'],
  ])('of %s concludes', (_, settings, page, kind) => {
    expect(about(settings)?.conclude(page).kind).toBe(kind);
  });

  test('that finds nothing at all says the same as one that finds another', () => {
    expect(about({})?.whenMissing).toEqual({ kind: 'nothing' });
    expect(about({ isComplete: true })?.whenMissing).toEqual({ kind: 'did-not' });
  });
});

test.each([
  [{ name: 'stripe' }, ''],
  [{ origins: ['https://api.twilio.com'] }, ''],
  [{ origins: ['https://press.example/v1'] }, '/origins/0'],
  [{ lookUps: { 'POST /a': { read: '{$inputs.x}', match: { '/a': 1 } } } }, '/lookUps/POST ~1a/read'],
  [{ lookUps: { 'POST /a': { read: '?', match: { a: 1 } } } }, '/lookUps/POST ~1a/match/a'],
  [
    { lookUps: { 'POST /a': { read: '?', match: { '/a': '$response.body' } } } },
    '/lookUps/POST ~1a/match/~1a',
  ],
  [{ lookUps: { 'POST /a': { read: '?', match: { '/a': 1 }, claim: 'id' } } }, '/lookUps/POST ~1a/claim'],
])('%j cannot be', (settings, pointer) => {
  expect(profileFlaws({ name: 'press', origins, ...settings }).map((flaw) => flaw.pointer)).toEqual([
    pointer,
  ]);
});
