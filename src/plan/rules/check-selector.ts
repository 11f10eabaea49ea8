import type { Code } from '../../diagnostics/codes.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { formatWholeMap, isWholeMap } from '../../expression/whole-map.ts';
import { parseTemplate } from '../../expression/parse-template.ts';
import type { Selector, SelectorDialect } from '../../expression/selector.ts';
import { placeWithin } from '../../text/place-within.ts';
import { checkExpression, checkWholeMap } from './check-expression.ts';
import { checkDigits } from './check-query.ts';
import type { CompileContext, UseSite } from '../compile/compile-context.ts';

const syntaxCodes: Readonly<Record<SelectorDialect, Code>> = {
  jsonpath: 'jsonpath/syntax',
  jsonpointer: 'selector/syntax',
  xpath: 'xpath/syntax',
  'xpath-10': 'xpath/syntax',
};

/**
 * Checks that what a selector looks into is known where it stands, and that it can be read in its language (clauses J3 to J5).
 * @param pointer JSON Pointer of its object in the document.
 */
export function checkSelector(
  context: CompileContext,
  site: UseSite,
  { context: from, selector, dialect }: Selector,
  pointer: string,
  required: boolean,
): void {
  const need = { place: context.located.place(`${pointer}/context`), required };
  if (isWholeMap(from)) {
    if (context.mode === 'strict') {
      const message = `${formatWholeMap(from)} is no runtime expression of the grammar; it is read as the whole map.`;
      const hint = 'Name one value of it, and select within that.';
      context.report(
        diagnose('expression/syntax', message, { place: need.place, hint, severity: 'warning' }),
      );
    }
    checkWholeMap(context, site, from, need);
  } else {
    checkExpression(context, site, from, need);
  }
  const at = `${pointer}/selector`;
  const compiled = context.selectors![dialect]!(selector);
  if ('problem' in compiled) {
    const { message, hint = 'Correct the selector at this place.', offset } = compiled.problem;
    const place = placeWithin(context.located, at, selector, offset, Math.max(1, selector.length - offset));
    context.report(diagnose(syntaxCodes[dialect], message, { place, hint }));
    return;
  }
  checkDigits(context, compiled.lostDigits ?? [], context.located.place(at));
  if (parseTemplate(selector).template.kind === 'text') {
    const message = 'Expressions in a selector are not evaluated; their text is part of it.';
    const place = context.located.place(at);
    const hint = 'Write the selector out; its context may be any expression.';
    context.report(diagnose('template/not-an-expression', message, { place, hint, severity: 'hazard' }));
  }
}
