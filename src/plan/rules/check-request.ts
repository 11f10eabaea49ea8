import type { Expression } from '../../expression/expression.ts';
import { parameterIdentity } from '../../arazzo/parameter-identity.ts';
import type { CompileContext, UseSite } from '../compile/compile-context.ts';
import { type Need, outputInstead, unavailable, undeclared } from '../compile/report-expression.ts';

/** An expression that begins with `$request`. */
type RequestExpression = Extract<Expression, { kind: 'request' | 'response' | 'message' }>;

/**
 * Checks an expression of the request (clause K6). The prose gives it the parameters that the operation declares, which strict mode holds it to; else it
 * has all that was sent.
 */
export function checkRequest(
  context: CompileContext,
  site: UseSite,
  expression: RequestExpression,
  need: Need,
): void {
  if (site.stage !== 'answer')
    return unavailable(
      context,
      expression,
      need,
      'is known only once the call of the step was made',
      outputInstead,
    );
  const { operation } = site;
  if (context.mode !== 'strict' || operation === undefined || !('name' in expression)) return;
  const { source, name } = expression;
  const wanted = parameterIdentity({ name, in: source });
  const located = operation.parameters.filter((each) => each.in === source);
  if (located.some((each) => parameterIdentity(each) === wanted)) return;
  const message = `The operation declares no ${source} parameter "${name}", and in strict mode $request has only declared ones.`;
  undeclared(
    context,
    need,
    message,
    name,
    located.map((each) => each.name),
  );
}
