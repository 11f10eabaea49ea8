import { expect, test } from 'vitest';
import { placesInBases, readBases } from './bases.ts';
import type { SourceLocation } from './locate-source.ts';

const at = (location: SourceLocation): string => (location.kind === 'file' ? location.path : location.url);
const places = (bases: readonly string[], url: string, location?: SourceLocation): string[] =>
  placesInBases(readBases(bases), url, location).map(at);

test('a relative URL is resolved against each base, in order', () => {
  const bases = ['/a', 'https://specs.example/b'];
  expect(places(bases, './openapi/pets.yaml?x#y')).toEqual([
    '/a/openapi/pets.yaml',
    'https://specs.example/b/openapi/pets.yaml?x',
  ]);
});

test('a file of a repository at a Git host lies at owner, name and path', () => {
  const url = 'https://raw.githubusercontent.com/pets/specs/refs/heads/main/openapi/my%20pets.yaml';
  expect(places(['/mirror'], url, { kind: 'url', url })).toEqual(['/mirror/pets/specs/openapi/my pets.yaml']);
  const gitlab = 'https://gitlab.example/group/sub/specs/-/raw/main/pets.yaml';
  expect(places(['/mirror'], gitlab, { kind: 'url', url: gitlab })).toEqual([
    '/mirror/group/sub/specs/pets.yaml',
  ]);
});

test('a file of one base is looked for in the others, at the same path', () => {
  const location: SourceLocation = { kind: 'file', path: '/now/pets/openapi/pets.yaml' };
  expect(places(['/now', '/then'], '../openapi/pets.yaml', location)).toEqual([
    '/then/pets/openapi/pets.yaml',
  ]);
});

test('any other URL has no place in a base', () => {
  const url = 'https://specs.example/pets.yaml';
  expect(places(['/a', 'https://mirror.example/'], url, { kind: 'url', url })).toEqual([]);
});

test.each(['../../etc/passwd', '/etc/passwd', 'file:///etc/passwd', './..', '//host/x'])(
  '%s leads out of a base, and is not looked for',
  (url) => {
    expect(places(['/a', 'https://specs.example/b/'], url)).toEqual([]);
  },
);

test('an encoded slash is none in the file system', () => {
  expect(places(['/a'], '..%2f..%2fetc/passwd')).toEqual([]);
});
