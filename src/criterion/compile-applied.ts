import { compileExpression, type Read } from '../expression/compile-expression.ts';
import type { Expression } from '../expression/expression.ts';
import { formatExpression } from '../expression/format-expression.ts';
import type { EvaluatedCriterion } from './condition.ts';
import { compileConditionText, fixedText } from './condition-text.ts';
import type { CompileTest, ConditionTest } from './criterion-engines.ts';
import type { AppliedCriterion } from './criterion-plan.ts';
import { EvaluationProblem } from './evaluation-problem.ts';

/**
 * Compiles a criterion that applies its condition to a context (clauses I5 to I8). A condition without slots is compiled once.
 * Whatever goes wrong fails the criterion, with the reason (clause I9): the function never throws.
 */
export function compileApplied(plan: AppliedCriterion, compile: CompileTest): Read<EvaluatedCriterion> {
  const { condition, context, dialect, parts } = plan;
  const readContext = compileExpression(context);
  const fixed = fixedText(parts);
  const once = fixed === undefined ? undefined : testOf(compile, fixed);
  const fill = compileConditionText(parts, dialect);
  const isShown = dialect === 'regex' && !isWholeBody(context);
  return (scope) => {
    const operands: { text: string; value?: unknown }[] = [];
    const value = readContext(scope);
    const isMissing = value === undefined || value === null;
    if (isMissing || isShown) show(operands, context, value);
    const evaluate = (): boolean => {
      if (isMissing) throw new EvaluationProblem('The context has no value.');
      const test =
        once ??
        testOf(
          compile,
          fill(scope, (expression, filled) => show(operands, expression, filled)),
        );
      return test(value);
    };
    try {
      return { condition, passed: evaluate(), operands };
    } catch (error) {
      return { condition, passed: false, operands, problem: problemOf(error) };
    }
  };
}

function testOf(compile: CompileTest, text: string): ConditionTest {
  const compiled = compile(text);
  if ('test' in compiled) return compiled.test;
  // The plan's own check has passed, so it is what was filled in that spoils it; and that is not to be repeated here.
  return () => {
    throw new EvaluationProblem('The condition cannot be read once its expressions are filled in.');
  };
}

/** Lists what was looked at. Whole documents are left out: what is evaluated is stored, and bodies are not to be. */
function show(operands: { text: string; value?: unknown }[], expression: Expression, value: unknown): void {
  const text = formatExpression(expression);
  if (operands.some((operand) => operand.text === text)) return;
  if (value === undefined) operands.push({ text });
  else if (typeof value !== 'object' || value === null) operands.push({ text, value });
}

function isWholeBody(expression: Expression): boolean {
  const { kind } = expression;
  if (kind !== 'response' && kind !== 'request') return false;
  return expression.source === 'body' && (expression.pointer ?? []).length === 0;
}

function problemOf(error: unknown): string {
  return error instanceof EvaluationProblem
    ? error.message
    : 'The condition could not be evaluated against this context.';
}
