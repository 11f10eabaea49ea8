import type { Expression } from '../../expression/expression.ts';
import { parseNavigation } from '../../expression/navigation.ts';
import { parseExpression } from '../../expression/parse-expression.ts';
import { children, child } from '../../openapi/read/resolve-reference.ts';
import { schemaAt } from '../../openapi/schema/schema-at.ts';
import type { CompileContext, UseSite } from '../compile/compile-context.ts';
import { findTarget } from '../compile/find-target.ts';

/**
 * Whether what follows the name of an output in an expression, as in `$steps.make.outputs.id.value`, cannot lead into that output: every success that the
 * description documents has no such member where the output is taken from.
 */
export function leadsNowhere(
  context: CompileContext,
  { workflow }: UseSite,
  expression: Expression,
  name: string,
): boolean {
  if (expression.kind !== 'steps' || !expression.name.startsWith(`${name}.`)) return false;
  const step = workflow.steps.find(({ stepId }) => stepId === expression.stepId);
  const source = step?.outputs?.[name];
  const rest = parseNavigation(expression.name.slice(name.length));
  if (step === undefined || typeof source !== 'string' || rest === undefined) return false;
  const parsed = parseExpression(source);
  if ('problem' in parsed) return false;
  const read = parsed.expression;
  if (read.kind !== 'response' || read.source !== 'body') return false;
  // What is wrong with the target of that step is told where it is compiled.
  const target = findTarget({ ...context, report: () => undefined }, step, '', []);
  if (target?.kind !== 'operation') return false;
  const { entry } = target;
  const statuses = children(child(entry.node, 'responses')).flatMap(([status]) =>
    /^2\d\d$/.test(status) ? [Number(status)] : [],
  );
  const tokens = [...(read.pointer ?? []), ...rest.map(String)];
  return statuses.length > 0 && statuses.every((status) => schemaAt(entry, status, tokens) === 'absent');
}
