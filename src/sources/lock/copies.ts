import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { decodeText } from '../decode-text.ts';
import { textHash } from '../text-hash.ts';
import { maxTextBytes } from '../text-result.ts';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** The text of a copy by its hash; undefined when there is none, or when it is not what the hash says. */
export async function readCopy(folder: string, hash: string): Promise<string | undefined> {
  try {
    const path = pathOf(folder, hash);
    // A copy that is no smaller than the largest text has been tampered with.
    const status = await stat(path);
    if (!status.isFile() || status.size > maxTextBytes) return undefined;
    const text = decodeText(await unzip(await readFile(path), { maxOutputLength: maxTextBytes }));
    return text !== undefined && textHash(text) === hash ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a text under its hash; one that is there already is left as it is. */
export async function writeCopy(folder: string, text: string): Promise<void> {
  const hash = textHash(text);
  if ((await readCopy(folder, hash)) !== undefined) return;
  await mkdir(folder, { recursive: true });
  await writeWhole(pathOf(folder, hash), await zip(text));
}

/** Removes copies that no lock needs any more. Other files are not touched. */
export async function pruneCopies(folder: string, needed: ReadonlySet<string>): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const kept = new Set([...needed].map(nameOf));
  for (const name of names) {
    if (/^[0-9a-f]{64}\.gz$/.test(name) && !kept.has(name)) await rm(join(folder, name));
  }
}

/** Writes a file so that nobody ever sees a part of it. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, content);
  await rename(draft, path);
}

function pathOf(folder: string, hash: string): string {
  return join(folder, nameOf(hash));
}

function nameOf(hash: string): string {
  return `${hash.slice('sha256-'.length)}.gz`;
}
