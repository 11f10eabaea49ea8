import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { json } from './json.ts';

/** What every command prints with `--json` when it does nothing: `{ status, diagnostics }`. */
export function refusedJson(
  diagnostics: readonly Diagnostic[],
  status: 'refused' | 'failed' = 'refused',
): string {
  return json({ status, diagnostics });
}
