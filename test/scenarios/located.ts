import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundledDocument } from '../../src/sources/bundled.ts';
import type { Scenario } from './scenario.ts';

/** The document and the sources of a scenario, where they really are. */
export function located({ document, edits, sources, folder }: Scenario): {
  readonly document: string;
  readonly sources: Readonly<Record<string, string>>;
} {
  const absolute = (path: string): string => fileURLToPath(new URL(path, folder));
  return {
    // Texts that were edited have no place of their own: their sources are where the bundled document has them.
    document: document.startsWith('.')
      ? absolute(document)
      : edits.length > 0
        ? bundledDocument(document)!
        : document,
    sources: Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, absolute(path)])),
  };
}

/** The text of a bundled document with the scenario's edits made; undefined when it has none. */
export function editedText({ name, document, edits }: Scenario): string | undefined {
  if (edits.length === 0) return undefined;
  const text = readFileSync(bundledDocument(document)!, 'utf8');
  return edits.reduce((edited, { find, write }) => {
    if (edited.split(find).length !== 2)
      throw new Error(`${name}: "${find}" is not in ${document} exactly once.`);
    return edited.replace(find, () => write);
  }, text);
}
