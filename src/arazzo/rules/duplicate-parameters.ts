import { diagnose } from '../../diagnostics/diagnose.ts';
import { parameterIdentity } from '../parameter-identity.ts';
import { parameterLists } from '../parts.ts';
import { resolveParameters } from '../resolve-reusable.ts';
import type { Rule } from './rule.ts';

/** A list holds each parameter once; what counts is name and location, and headers ignore case (clauses D7, F1). */
export const duplicateParameters: Rule = (description, located) =>
  parameterLists(description).flatMap(({ value: list, pointer }) => {
    const seen = new Set<string>();
    return resolveParameters(description, list, pointer).flatMap(({ parameter, usePointer }) => {
      const identity = parameterIdentity(parameter);
      if (!seen.has(identity)) {
        seen.add(identity);
        return [];
      }
      const where = parameter.in === undefined ? '' : ` in ${parameter.in}`;
      const message = `The parameter "${parameter.name}"${where} stands twice in one list.`;
      return [
        diagnose('document/duplicate-name', message, {
          place: located.place(usePointer),
          hint: 'Keep one of them.',
        }),
      ];
    });
  });
