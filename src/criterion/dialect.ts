import { criterionType } from '../arazzo/criterion-type.ts';
import type { Criterion } from '../arazzo/document.ts';

/** How a condition that is applied to a context is read (clauses I6 to I8, J2). XPath 2.0 and 3.0 are read as 3.1, their superset. */
export type Dialect = 'regex' | 'jsonpath' | 'jsonpath-comparison' | 'xpath' | 'xpath-10';

/**
 * How a criterion's condition is read, undefined for a simple one. Both versions of JSONPath are read as RFC 9535: what the older one
 * has beyond it are scripts, which are never run (clause J2).
 */
export function dialectOf(criterion: Criterion): Dialect | undefined {
  const type = criterionType(criterion);
  const version = typeof criterion.type === 'object' ? criterion.type.version : criterion.version;
  if (type === 'xpath' && version === 'xpath-10') return 'xpath-10';
  return type === 'simple' ? undefined : type;
}
