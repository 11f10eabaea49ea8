import type { Criterion } from './document.ts';

/** The type of a criterion's condition, `simple` when none is given (clause I4). */
export function criterionType({ type = 'simple' }: Criterion): 'simple' | 'regex' | 'jsonpath' | 'xpath' {
  return typeof type === 'string' ? type : type.type;
}
