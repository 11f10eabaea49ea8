import { lstat, mkdir, readdir, readFile, rm, stat, utimes, writeFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { isObject } from '../text/json.ts';
import { decodeText } from './decode-text.ts';
import type { Version } from './fetch-text.ts';
import { textHash } from './text-hash.ts';
import { maxTextBytes } from './text-result.ts';

/** A text that was fetched. */
export interface CachedText {
  readonly text: string;
  /** Where it was in the end, without query. */
  readonly location: string;
  readonly version: Version;
}

/** Texts on disk, by the URL that they were asked for. What cannot be read is not there, and what cannot be written is let go. */
export interface TextCache {
  read(url: string): Promise<CachedText | undefined>;
  write(url: string, cached: CachedText): Promise<void>;
  /** Takes note that it was used. */
  touch(url: string): Promise<void>;
  /** `sha256-` and 64 hex digits of the text that a URL last gave. */
  readonly hash: (url: string) => Promise<string | undefined>;
}

/** What stands in front of a text: JSON in one line. URLs may hold secrets, so only their hashes are there. */
interface Head extends Omit<CachedText, 'text'> {
  readonly format: 1;
  /** Of the text. */
  readonly hash: string;
}

/** Beyond so many bytes, as they lie on disk, the texts that have not been used for longest go. */
const mostBytes = 256 * 2 ** 20;

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** Opens a cache in a folder of its owner alone (mode 0700, files 0600); one that others can write to is not used. */
export function textCache(folder: string, limits: { readonly maxBytes?: number } = {}): TextCache {
  const { maxBytes = mostBytes } = limits;
  let isPrepared: Promise<boolean> | undefined;
  let unpruned = Number.POSITIVE_INFINITY;

  const head = async (url: string): Promise<{ head: Head; rest: Uint8Array } | undefined> => {
    try {
      if (!(await isPrivate(folder))) return undefined;
      const path = pathOf(folder, url);
      const { size } = await stat(path);
      return size > 2 * maxTextBytes ? undefined : parseEntry(await readFile(path));
    } catch {
      return undefined;
    }
  };

  const prune = async (written: number): Promise<void> => {
    unpruned += written;
    if (unpruned < maxBytes / 16) return;
    unpruned = 0;
    await removeOldest(folder, maxBytes);
  };

  return {
    async read(url) {
      const entry = await head(url);
      if (entry === undefined) return undefined;
      const { location, version, hash } = entry.head;
      const bytes = await unzip(entry.rest, { maxOutputLength: maxTextBytes }).catch(() => undefined);
      const text = bytes === undefined ? undefined : decodeText(bytes);
      return text !== undefined && textHash(text) === hash ? { text, location, version } : undefined;
    },
    async write(url, { text, location, version }) {
      try {
        isPrepared ??= prepare(folder);
        if (!(await isPrepared)) return;
        const first: Head = { format: 1, hash: textHash(text), location, version };
        const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(first)}\n`), await zip(text)]);
        const path = pathOf(folder, url);
        const draft = `${path}.${process.pid}.tmp`;
        await writeFile(draft, bytes, { mode: 0o600 });
        await rename(draft, path);
        await prune(bytes.length);
      } catch {
        // A cache that cannot be written only costs time.
      }
    },
    async touch(url) {
      const now = new Date();
      await utimes(pathOf(folder, url), now, now).catch(() => undefined);
    },
    hash: async (url) => (await head(url))?.head.hash,
  };
}

function pathOf(folder: string, url: string): string {
  return join(folder, textHash(url).slice('sha256-'.length));
}

async function prepare(folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return isPrivate(folder);
}

/** Whether a folder is one, and the user's, and nobody else can write to it. Where there are no such permissions, they are taken for granted. */
async function isPrivate(folder: string): Promise<boolean> {
  const found = await lstat(folder);
  const user = process.getuid?.();
  const isOwn = user === undefined || (found.uid === user && (found.mode & 0o022) === 0);
  return found.isDirectory() && isOwn;
}

function parseEntry(bytes: Uint8Array): { head: Head; rest: Uint8Array } | undefined {
  const end = bytes.indexOf(10);
  if (end < 0) return undefined;
  const value: unknown = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString('utf8'));
  return isHead(value) ? { head: value, rest: bytes.subarray(end + 1) } : undefined;
}

function isHead(value: unknown): value is Head {
  if (!isObject(value) || value['format'] !== 1 || !isObject(value['version'])) return false;
  const { at, etag = '', lastModified = '' } = value['version'];
  return [value['hash'], value['location'], at, etag, lastModified].every((each) => typeof each === 'string');
}

/** Removes what has not been used for longest until three quarters of the limit are left; drafts that were left behind go with it. */
async function removeOldest(folder: string, maxBytes: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}(?:\.\d+\.tmp)?$/.test(name));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = await stat(path);
      return { path, size, mtimeMs };
    }),
  );
  let total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= maxBytes) return;
  for (const { path, size } of files.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= (maxBytes * 3) / 4) return;
    await rm(path, { force: true });
    total -= size;
  }
}
