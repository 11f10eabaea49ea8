import { isReusable } from '../../arazzo/parts.ts';
import { expressionsIn } from '../../expression/expressions-in.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import type { Template } from '../../expression/template.ts';
import { escapeToken } from '../../text/pointer.ts';
import { documentedAmong, possibleAnswers } from './answers.ts';
import { bodyReading, lookUp, reportAbsent } from './check-answers.ts';
import type { ReviewedWorkflow } from './reviewed-step.ts';

/** Reports pointers into outputs that lead where the body that the output is taken from has nothing. */
export function checkUses(reviewed: ReviewedWorkflow): void {
  const { plan, pointer, steps } = reviewed;
  for (const {
    plan: { target },
    pointer: at,
    step,
  } of steps.values()) {
    if (target.kind !== 'operation') continue;
    for (const { name, value } of target.parameters) {
      const index = (step.parameters ?? []).findIndex((each) => !isReusable(each) && each.name === name);
      if (index !== -1) checkUse(reviewed, value, `${at}/parameters/${index}/value`);
    }
    if (target.body !== undefined) checkUse(reviewed, target.body.payload, `${at}/requestBody/payload`);
  }
  for (const { name, value } of plan.outputs) {
    checkUse(reviewed, value, `${pointer}/outputs/${escapeToken(name)}`);
  }
}

function checkUse(reviewed: ReviewedWorkflow, value: Template, at: string): void {
  for (const { expression, pointer: within } of expressionsIn(value)) {
    if (expression.kind !== 'steps' || (expression.pointer ?? []).length === 0) continue;
    const step = [...reviewed.steps.values()].find(({ plan }) => plan.stepId === expression.stepId);
    const output = step?.plan.outputs.find(({ name }) => name === expression.name)?.value;
    if (step?.called === undefined || output?.kind !== 'expression') continue;
    const { operation, entry } = step.called;
    const place = reviewed.document.located.place(at + within);
    const documented = documentedAmong(operation, possibleAnswers(step).succeeding);
    const isAbsent = (tokens: readonly string[]): boolean => {
      const reading = bodyReading(output.expression, tokens, formatExpression(expression), place);
      return reading !== undefined && lookUp(entry, reading, documented) === 'absent';
    };
    // What the output itself does not find is told of the output.
    const tokens = expression.pointer ?? [];
    if (isAbsent([]) || !isAbsent(tokens)) continue;
    const reading = bodyReading(output.expression, tokens, formatExpression(expression), place)!;
    reportAbsent(reviewed, step, reading, documented);
  }
}
