import { nearMiss } from '../../expression/near-miss.ts';
import { parseExpression } from '../../expression/parse-expression.ts';
import { declaredNames } from '../rules/check-expression.ts';
import type { CompileContext, UseSite } from './compile-context.ts';

/**
 * Whether an expression that stands in text without braces names something that has a value there: then it is meant, and would be sent as it is
 * written. What names nothing may well be text (docs/clauses.md 2.1).
 */
export function resolves(context: CompileContext, site: UseSite, text: string): boolean {
  const parsed = parseExpression((nearMiss(text) ?? text).replace(/[#[].*$/s, ''));
  if ('problem' in parsed) return false;
  const { expression } = parsed;
  switch (expression.kind) {
    case 'self':
      return context.description.$self !== undefined;
    case 'sourceDescriptions':
      return context.description.sourceDescriptions.some(({ name }) => name === expression.name);
    case 'message':
      return site.stage === 'message';
    case 'url':
    case 'method':
    case 'statusCode':
    case 'request':
    case 'response':
      return site.stage === 'answer';
    case 'components':
      return false;
    default:
      return declaredNames(context, site, expression).some(
        (name) => expression.name === name || expression.name.startsWith(`${name}.`),
      );
  }
}
