import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Severity } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { Place } from '../../diagnostics/place.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import { formatContext } from '../../expression/format-source.ts';
import type { SelectorContext } from '../../expression/selector.ts';
import type { CompileContext } from './compile-context.ts';

/** How a value needs its expression: in text, and where the operation requires the value, it cannot be missing (clause F11). */
export interface Need {
  readonly place: Place;
  readonly required: boolean;
  /** What settles it, when the expression names something that is not declared, or that there is not where it stands. */
  readonly repair?: Repair | undefined;
  /** What is to be written instead, when that is known. */
  readonly meant?: string | undefined;
}

/** The next step for what is known only within a step, after its call. */
export const outputInstead =
  'Let the step put it out, and use $steps.<stepId>.outputs.<name>; its own criteria, actions and outputs see it.';

/** Reports an expression that has no value where it stands. */
export function unavailable(
  context: CompileContext,
  used: SelectorContext,
  { place, repair }: Need,
  why: string,
  hint = 'Use an expression that has a value at this place.',
): void {
  context.report(
    diagnose('expression/unavailable', `${formatContext(used)} ${why}.`, { place, hint, repair }),
  );
}

/** Reports a name that is not declared, with its near misses. */
export function undeclared(
  context: CompileContext,
  { place, repair, meant }: Need,
  message: string,
  name: string,
  known: readonly string[],
  severity?: Severity,
): void {
  const hint =
    (meant === undefined ? didYouMean(name, known) : `Write ${meant}.`) ??
    (known.length === 0
      ? 'Declare it, or remove the expression.'
      : `Declared: ${known.slice(0, 12).join(', ')}.`);
  context.report(diagnose('expression/undeclared', message, { place, hint, severity, repair }));
}
