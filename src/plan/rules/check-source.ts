import type { Expression } from '../../expression/expression.ts';
import { type ForeignOutput, parseForeignOutput } from '../../expression/foreign-output.ts';
import { findIn } from '../compile/chosen-operation.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import { workflowOf } from '../compile/find-workflow.ts';
import { type Need, unavailable, undeclared } from '../compile/report-expression.ts';

/** An expression that begins with `$sourceDescriptions`. */
type SourceExpression = Extract<Expression, { kind: 'sourceDescriptions' }>;

/**
 * Checks `$sourceDescriptions.<name>.<reference>` where a value is wanted (clause K7): first an operation or a workflow is meant, which has none but
 * the inputs and outputs of a workflow of another document; then a field of the source description.
 */
export function checkSource(context: CompileContext, expression: SourceExpression, need: Need): void {
  const { name, reference } = expression;
  const { sourceDescriptions } = context.description;
  const source = sourceDescriptions.find((each) => each.name === name);
  if (source === undefined) {
    const names = sourceDescriptions.map((each) => each.name);
    return undeclared(context, need, `There is no source description "${name}".`, name, names);
  }
  const foreign = parseForeignOutput(reference);
  if (foreign !== undefined) return checkForeign(context, expression, foreign, need);
  const described = context.sources[name];
  if (described !== undefined && findIn(described, reference).kind !== 'missing')
    return unavailable(context, expression, need, 'is an operation, which has no value');
  if (workflowOf(context.documents[name], reference) !== undefined) {
    const why = 'is a workflow, which has no value; what it left has, such as .outputs.<name> after it';
    return unavailable(context, expression, need, why);
  }
  if (!Object.hasOwn(source, reference))
    unavailable(context, expression, need, 'has no value here; only fields of the source description have');
}

/** Checks a value of a workflow of another document, as `$workflows` is checked within one. */
function checkForeign(
  context: CompileContext,
  { name: source }: SourceExpression,
  { workflowId, field, name }: ForeignOutput,
  need: Need,
): void {
  const document = context.documents[source];
  // A source that could not be had is a finding already.
  if (document === undefined && context.sources[source] === undefined) return;
  const found = workflowOf(document, workflowId);
  if (found === undefined) {
    const ids = document?.description.workflows.map((each) => each.workflowId) ?? [];
    const message = `Source "${source}" has no workflow "${workflowId}".`;
    return undeclared(context, need, message, workflowId, ids);
  }
  const outputs = Object.keys(found.workflow.outputs ?? {});
  if (field === 'outputs' && !outputs.includes(name)) {
    const message = `Workflow "${workflowId}" of source "${source}" declares no output "${name}".`;
    undeclared(context, need, message, name, outputs);
  }
}
