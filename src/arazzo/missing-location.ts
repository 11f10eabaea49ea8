import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Repair } from '../diagnostics/repair.ts';
import type { LocatedText } from '../text/located-text.ts';
import type { ResolvedParameter } from './resolve-reusable.ts';

/**
 * The finding of a parameter of an operation that does not say where it goes (clause F2). Who knows the operation knows the repair.
 * @param read Where lenient mode sends it, which makes of the error a warning.
 */
export function missingLocation(
  located: LocatedText,
  { parameter, usePointer }: ResolvedParameter,
  repair?: Repair,
  read?: string,
): Diagnostic {
  const message = `The parameter "${parameter.name}" does not say where it goes.`;
  const place = located.place(usePointer);
  if (read === undefined) {
    const hint = 'Add in: path, query, header or cookie.';
    return diagnose('document/missing-field', message, { place, hint, repair });
  }
  const hint = `Add in: ${read}. It is sent there, the only place that the operation has for it, which only lenient mode does (clause F2).`;
  return diagnose('document/missing-field', message, { place, hint, repair, severity: 'warning' });
}
