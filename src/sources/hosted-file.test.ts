import { expect, test } from 'vitest';
import { hostedFile, rawUrl, revisionOf } from './hosted-file.ts';

const commit = 'bb0292eb5ed3bb0292eb5ed3bb0292eb5ed3bb02';

test.each([
  ['https://raw.githubusercontent.com/o/r/main/a/b.yml', 'o/r', 'main', 'a/b.yml'],
  ['https://raw.githubusercontent.com/o/r/refs/heads/main/a/b.yml', 'o/r', 'refs/heads/main', 'a/b.yml'],
  ['https://raw.githubusercontent.com/o/r/refs/tags/v1/b.yml', 'o/r', 'refs/tags/v1', 'b.yml'],
  [`https://raw.githubusercontent.com/o/r/${commit}/b.yml`, 'o/r', commit, 'b.yml'],
  ['https://github.com/o/r/blob/main/a/b.yml', 'o/r', 'main', 'a/b.yml'],
  ['https://github.com/o/r/raw/refs/heads/main/b.yml', 'o/r', 'refs/heads/main', 'b.yml'],
])('%s', (url, repository, ref, path) => {
  const hosted = hostedFile(url);
  expect(hosted).toEqual({ host: 'github', site: 'https://github.com', repository, ref, path });
  expect(rawUrl(hosted!)).toBe(`https://raw.githubusercontent.com/${repository}/${ref}/${path}`);
});

test('a GitLab may be anywhere, and its groups nested', () => {
  const hosted = hostedFile('https://git.example/g/sub/r/-/blob/main/a%20b/c.yml');
  expect(hosted).toMatchObject({ host: 'gitlab', site: 'https://git.example', repository: 'g/sub/r' });
  expect(rawUrl(hosted!)).toBe('https://git.example/g/sub/r/-/raw/main/a%20b/c.yml');
  expect(rawUrl({ ...hosted!, ref: commit })).toBe(`https://git.example/g/sub/r/-/raw/${commit}/a%20b/c.yml`);
});

test('only a whole hash is a commit', () => {
  const at = (ref: string) => revisionOf({ host: 'github', site: '', repository: '', ref, path: '' });
  expect(at(commit)).toBe(commit);
  expect(at('bb0292e')).toBeUndefined();
  expect(at('main')).toBeUndefined();
});

test.each([
  'https://specs.example/a.yaml',
  'http://raw.githubusercontent.com/o/r/main/a.yml',
  'https://raw.githubusercontent.com/o/r',
  'https://github.com/o/r/tree/main/a',
  'https://raw.githubusercontent.com/o/r/main/..%2f..%2fa.yml',
  'https://raw.githubusercontent.com/o/r/main/a%00.yml',
  'https://raw.githubusercontent.com/o/r/main/%ff',
  'not a url',
])('%s is no file of a repository', (url) => {
  expect(hostedFile(url)).toBeUndefined();
});
