import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Repair } from '../diagnostics/repair.ts';
import type { LocatedText } from '../text/located-text.ts';
import type { ResolvedParameter } from './resolve-reusable.ts';

/** The finding of a parameter of an operation that does not say where it goes (clause F2). Who knows the operation knows the repair. */
export function missingLocation(
  located: LocatedText,
  { parameter, usePointer }: ResolvedParameter,
  repair?: Repair,
): Diagnostic {
  const message = `The parameter "${parameter.name}" does not say where it goes.`;
  const hint = 'Add in: path, query, header or cookie.';
  return diagnose('document/missing-field', message, { place: located.place(usePointer), hint, repair });
}
