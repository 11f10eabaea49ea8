import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Repair } from '../diagnostics/repair.ts';
import type { LocatedText } from '../text/located-text.ts';
import type { Parameter } from './document.ts';
import type { ResolvedParameter } from './resolve-reusable.ts';

/** Where OpenAPI 2 has parameters that are the body since, with what to do instead (clause F2). */
export const olderLocations: Readonly<Record<string, string>> = {
  body: 'Give the body as requestBody.payload of the step.',
  formData: 'Give the fields of the form as requestBody.payload of the step.',
};

/** Whether a parameter is part of the body, as in OpenAPI 2. */
export function isOlderLocation(location: Parameter['in']): location is 'body' | 'formData' {
  return location !== undefined && Object.hasOwn(olderLocations, location);
}

/** The finding of a parameter that is part of the body. The shape tells it too; who knows the operation knows the repair. */
export function olderLocation(
  located: LocatedText,
  { parameter, pointer }: ResolvedParameter,
  repair: Repair | undefined,
): Diagnostic {
  const { name, in: location = '' } = parameter;
  const message = `"in" of parameter "${name}" cannot be "${location}".`;
  const hint = repair?.title ?? olderLocations[location];
  return diagnose('document/wrong-type', message, { place: located.place(`${pointer}/in`), hint, repair });
}
