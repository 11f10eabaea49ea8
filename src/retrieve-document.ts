import { diagnose } from './diagnostics/diagnose.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { didYouMean } from './diagnostics/near.ts';
import { bundledDocument, bundledNames } from './sources/bundled.ts';
import { displayLocation } from './sources/display-url.ts';
import { nearFile } from './sources/near-file.ts';
import { readFile } from './sources/read-file.ts';
import type { FetchText } from './sources/text-result.ts';

/** The text of a document, by a path, an http(s) URL or the name of a bundled workflow; else why it cannot be read. */
export async function retrieveDocument(
  document: string,
  fetch: FetchText,
): Promise<{ readonly text: string; readonly location: string } | Diagnostic> {
  const bundled = bundledDocument(document);
  const isUrl = /^https?:\/\//i.test(document);
  const result = isUrl ? await fetch(document, { allowInsecure: true }) : await readFile(bundled ?? document);
  if (result.ok) return result;
  const known = bundledNames();
  const looksLikeName = /^[A-Za-z0-9_-]+$/.test(document);
  const isFile = !isUrl && result.reason === 'not-found';
  const hint =
    (looksLikeName ? didYouMean(document, known) : undefined) ??
    (isFile ? nearFile(document) : undefined) ??
    (looksLikeName
      ? `Give a path, a URL, or the name of a bundled workflow: ${known.join(', ')}.`
      : 'Give the path or URL of an Arazzo document.');
  return diagnose(
    'usage/unknown-document',
    `"${displayLocation(document)}" could not be read. ${result.message}`,
    { hint },
  );
}
