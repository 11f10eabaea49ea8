import { formatExpression } from '../expression/format-expression.ts';
import { parseTemplate } from '../expression/parse-template.ts';
import type { TextFinding } from '../expression/text-finding.ts';
import type { ConditionToken } from './condition-tokens.ts';

/** What stands in quotes is compared as it is written: conditions have no slots, since an expression can stand by itself (clause 2.2). */
export function quotedExpression({ text, value, offset }: ConditionToken): TextFinding[] {
  if (value === undefined || !value.includes('$')) return [];
  const { template } = parseTemplate(value);
  const expression =
    template.kind === 'text'
      ? template.parts.find((part) => typeof part !== 'string')
      : template.kind === 'expression'
        ? template.expression
        : undefined;
  if (expression === undefined) return [];
  return [
    {
      code: 'condition/quoted-expression',
      message: `${text} is compared as it is written, although it holds an expression.`,
      hint: `Write ${formatExpression(expression)} without quotes and braces; text around it has to be compared by type regex, which fills in {$...}.`,
      offset,
      length: text.length,
    },
  ];
}
