import type { Expression } from '../../expression/expression.ts';
import { type MeantText, meantText } from '../../expression/meant-text.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import { parseExpression } from '../../expression/parse-expression.ts';
import { isObject } from '../../text/json.ts';
import { escapeToken } from '../../text/pointer.ts';
import { declaredNames } from '../rules/check-expression.ts';
import type { CompileContext, UseSite } from '../compile/compile-context.ts';
import { leadsNowhere } from './leads-nowhere.ts';
import { respelt } from './respelt.ts';

/** Deeper strings are not looked at: a value that deep is refused. */
const deepest = 500;

/** Strings that are meant otherwise than they are written, by pointer within their value. */
export type MeantStrings = ReadonlyMap<string, MeantText>;

/** Finds the {@link MeantStrings} of a value. An `output` is one expression, in which nothing stands in braces. */
export function meantStrings(
  context: CompileContext,
  site: UseSite,
  value: unknown,
  kind: 'value' | 'output',
): MeantStrings {
  const found = new Map<string, MeantText>();
  const visit = (part: unknown, pointer: string, depth: number): void => {
    if (typeof part === 'string') {
      const meant = meantIn(context, site, part);
      const isOne = kind === 'value' || 'expression' in parseExpression(meant.text);
      if (meant.pieces.length > 0 && isOne) found.set(pointer, meant);
    } else if (depth < deepest && Array.isArray(part)) {
      part.forEach((item, index) => visit(item, `${pointer}/${index}`, depth + 1));
    } else if (depth < deepest && isObject(part)) {
      for (const [name, member] of Object.entries(part)) {
        visit(member, `${pointer}/${escapeToken(name)}`, depth + 1);
      }
    }
  };
  visit(value, '', 0);
  return found;
}

/** What a text means where it stands. */
export function meantIn(context: CompileContext, site: UseSite, text: string): MeantText {
  return meantText(
    text,
    (expression) => {
      const written = formatExpression(expression);
      const names = navigableNames(context, site, expression);
      // In text without braces, what follows the name may be text as well: `$steps.a.outputs.id.html`.
      return text === written || text.includes(`{${written}}`)
        ? names.filter((name) => !leadsNowhere(context, site, expression, name))
        : names;
    },
    (expression) => respelt(context, site, expression),
  );
}

/** The names that are declared where an expression looks. An input that is a single value has nothing within it that a dot could lead to. */
export function navigableNames(
  context: CompileContext,
  site: UseSite,
  expression: Expression,
): readonly string[] {
  const names = declaredNames(context, site, expression);
  if (expression.kind !== 'inputs') return names;
  return names.filter((name) => {
    const schema = site.inputs.properties[name];
    const type = isObject(schema) ? schema['type'] : undefined;
    const isSingle = typeof type === 'string' && type !== 'object' && type !== 'array';
    return name === expression.name || !isSingle;
  });
}
