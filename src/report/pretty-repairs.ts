import type { AppliedRepair } from '../diagnostics/repair.ts';
import { sanitize } from './sanitize.ts';
import type { Style } from './style.ts';
import { wrap } from './wrap.ts';

/** How repairs are shown. */
export interface RepairContext {
  readonly style: Style;
  readonly shownFile: (file: string) => string;
  /** What each line begins with: `repaired` when it was done, `accepted` when a lock has it done. */
  readonly word: 'repaired' | 'repair' | 'accepted';
}

/** Repairs, a line for each with what is done, which finding it settles, and where. Empty when there are none. */
export function prettyRepairs(repairs: readonly AppliedRepair[], context: RepairContext): string {
  const { style, shownFile, word } = context;
  return repairs
    .map(({ code, title, place }) => {
      const at = place === undefined ? '' : ` ${shownFile(place.file)}:${place.line}:${place.column}`;
      const line = `${word}: ${sanitize(title)} [${code}]${sanitize(at)}`;
      return wrap(line, style.width, 2)
        .map((row) => `${row.replace(/^(?:repair(?:ed)?|accepted):/, style.colours.green)}\n`)
        .join('');
    })
    .join('');
}
