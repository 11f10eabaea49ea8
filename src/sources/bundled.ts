import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The package's own folder. */
export const packageRoot: string = fileURLToPath(new URL('../../', import.meta.url));

/** The names of the workflows that come with this package; each is a folder with a document of the same name. */
export function bundledNames(): string[] {
  const folder = new URL('../../workflows/', import.meta.url);
  return existsSync(folder) ? readdirSync(folder).filter((name) => bundledDocument(name) !== undefined) : [];
}

/** The path of the document of a bundled workflow, or undefined when the package has none of that name. */
export function bundledDocument(name: string): string | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) return undefined;
  const path = fileURLToPath(new URL(`../../workflows/${name}/${name}.arazzo.yaml`, import.meta.url));
  return existsSync(path) ? path : undefined;
}
