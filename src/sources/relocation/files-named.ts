import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Beyond this many entries or levels a tree is not searched further. */
const most = { entries: 50_000, levels: 16 } as const;

/** Finds the regular files of a name below a folder; links are not followed. */
export type FilesNamed = (folder: string, name: string) => Promise<readonly string[]>;

/** A search that walks each tree once, however often it is asked. Folders that begin with a dot, and installed packages, are left out. */
export function filesNamed(): FilesNamed {
  const trees = new Map<string, Promise<ReadonlyMap<string, readonly string[]>>>();
  return async (folder, name) => {
    let tree = trees.get(folder);
    if (tree === undefined) trees.set(folder, (tree = index(folder)));
    return (await tree).get(name) ?? [];
  };
}

/** Paths below the folder, with slashes, sorted, by name. */
async function index(root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  let level = [''];
  let entries = 0;
  for (let depth = 0; depth < most.levels && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      const children = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
      entries += children.length;
      if (entries > most.entries) return found;
      for (const child of children.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = folder === '' ? child.name : `${folder}/${child.name}`;
        if (child.isFile()) found.set(child.name, [...(found.get(child.name) ?? []), path]);
        const isSearched = !child.name.startsWith('.') && child.name !== 'node_modules';
        if (child.isDirectory() && isSearched) next.push(path);
      }
    }
    level = next;
  }
  return found;
}
