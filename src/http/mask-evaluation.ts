import type { EvaluatedCriterion } from '../criterion/condition.ts';
import type { StepEvaluation } from '../engine/evaluate-step.ts';
import type { Redactor } from './redact.ts';

/** Criteria as they may be stored: operands masked by the names they were read from. Outputs are what the run needs, and stay. */
export function maskEvaluation(evaluation: StepEvaluation, redactor: Redactor): StepEvaluation {
  const show = (criteria: readonly EvaluatedCriterion[]): EvaluatedCriterion[] =>
    criteria.map((criterion) => ({
      ...criterion,
      operands: criterion.operands.map(({ text, value }) =>
        value === undefined ? { text } : { text, value: maskedOperand(text, value, redactor) },
      ),
    }));
  const { succeeded, criteria, outputs, unresolved, actions } = evaluation;
  return {
    succeeded,
    criteria: show(criteria),
    outputs,
    unresolved,
    actions: actions.map((action) => ({ ...action, criteria: show(action.criteria) })),
  };
}

function maskedOperand(text: string, value: unknown, redactor: Redactor): unknown {
  const way = text.includes('#') ? text.slice(text.indexOf('#') + 1) : /[^/.]*$/.exec(text)![0];
  return redactor.value(value, ...way.split(/[/.[\]]/).filter((name) => name !== ''));
}
