import { diagnose } from '../../diagnostics/diagnose.ts';
import { criterionType } from '../criterion-type.ts';
import { criteriaOf } from '../parts.ts';
import type { Rule } from './rule.ts';

/**
 * Criteria of type regex, jsonpath and xpath have a context (clauses I2, I3); simple ones need none and ignore it.
 * A condition that is a JSONPath has its type.
 */
export const criterionContext: Rule = (description, located) =>
  criteriaOf(description).flatMap(({ value: criterion, pointer }) => {
    const type = criterionType(criterion);
    if (type !== 'simple') {
      if (criterion.context !== undefined) return [];
      const message = `A criterion of type ${type} has no context to apply its condition to.`;
      const hint = 'Add a context, for example: context: $response.body';
      return [diagnose('document/missing-field', message, { place: located.place(pointer), hint })];
    }
    if (criterion.type === undefined && /^\s*\$[.[]/.test(criterion.condition)) {
      const message = `The condition ${criterion.condition} reads like JSONPath, but the criterion has no type.`;
      const hint =
        'Add type: jsonpath and a context, or compare an expression such as $response.body#/status.';
      return [
        diagnose('document/missing-field', message, { place: located.place(`${pointer}/condition`), hint }),
      ];
    }
    if (criterion.context === undefined) return [];
    const message = 'The context is ignored: a simple condition names what it looks at.';
    const place = located.place(`${pointer}/context`, 'key');
    const hint = 'Remove the context, or add the type of condition that uses it.';
    return [diagnose('document/ignored-field', message, { place, hint })];
  });
