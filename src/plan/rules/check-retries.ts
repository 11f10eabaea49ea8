import type { CriterionPlan } from '../../criterion/criterion-plan.ts';
import { evaluateKnown } from '../../criterion/evaluate-known.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { ChainedAction } from '../compile/compile-actions.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import type { ActionPlan, CallPlan } from '../plan.ts';

/** Answers of a server that may have done something before it failed. */
const troubled = [500, 502, 503, 504];

/**
 * Tells of retries that repeat what is not idempotent (clause H17): an answer that fails a step need not mean that nothing was done. Nothing
 * is said where the provider is known, whose answers tell what may be repeated; where a key is passed; and of a retry after other answers.
 * @param declared The actions of the chain, in its order, as the document has them.
 */
export function checkRetries(
  context: CompileContext,
  { source, operation, parameters }: CallPlan,
  onFailure: readonly ActionPlan[],
  declared: readonly ChainedAction[],
): void {
  const { method } = operation;
  if (!/^(?:POST|PATCH)$/i.test(method) || context.isKnown(source, operation)) return;
  if (parameters.some(({ in: location, name }) => location === 'header' && /idempotency/i.test(name))) return;
  for (const [index, action] of onFailure.entries()) {
    if (action.type !== 'retry' || action.retryLimit === 0) continue;
    if (action.criteria.some((criterion) => excludesTrouble(context, criterion))) continue;
    const message = `"${action.name}" repeats a ${method.toUpperCase()}, which can be done twice: nothing tells the provider that it is the same.`;
    const hint =
      'Let the criteria of the action name answers after which nothing was done, such as $statusCode == 429, or pass an Idempotency-Key where the provider honours one.';
    const place = context.located.place(declared[index]!.pointer);
    context.report(diagnose('step/unsafe-retry', message, { place, hint }));
  }
}

/** Whether a criterion holds for no answer of a server in trouble, whatever else such an answer says. */
function excludesTrouble({ engines }: CompileContext, criterion: CriterionPlan): boolean {
  return troubled.every((statusCode) => evaluateKnown(criterion, { statusCode }, engines) === false);
}
