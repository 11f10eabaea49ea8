import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/near.ts';
import type { Plan } from '../plan/plan.ts';
import { readPairs } from './pairs.ts';

/** The flags that say how mocks answer. */
export interface AnswerFlags {
  /** `step=404`, `workflow/step=404` or `operationId=404`. */
  readonly answer?: readonly string[];
  readonly seed?: string;
}

/** The statuses that mocks are told to answer with, by what was named; a finding for each that names nothing, or is no status. */
export function readAnswers(
  { answer }: Pick<AnswerFlags, 'answer'>,
  plan: Plan,
): { readonly statuses: ReadonlyMap<string, number>; readonly diagnostics: readonly Diagnostic[] } {
  const { pairs, diagnostics } = readPairs('--answer', answer, 'getOrder=404');
  const known = plan.workflows.flatMap(({ workflowId, steps }) =>
    steps.flatMap(({ stepId, target }) =>
      target.kind === 'operation'
        ? [stepId, `${workflowId}/${stepId}`, target.operation.operationId ?? stepId]
        : [],
    ),
  );
  const wrong = [...pairs].flatMap(([name, status]) => {
    if (!known.includes(name)) {
      const hint =
        didYouMean(name, known) ??
        `Name a step or an operation: ${[...new Set(known)].slice(0, 20).join(', ')}.`;
      return [
        diagnose('usage/invalid', `No step and no operation that is called has the name "${name}".`, {
          hint,
        }),
      ];
    }
    if (/^[2-5]\d\d$/.test(status)) return [];
    const hint = 'Give a status from 200 to 599: --answer getOrder=404.';
    return [diagnose('usage/invalid', `"${status}" is no status to answer "${name}" with.`, { hint })];
  });
  return {
    statuses: new Map([...pairs].map(([name, status]) => [name, Number(status)])),
    diagnostics: [...diagnostics, ...wrong],
  };
}
