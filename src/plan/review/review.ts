import type { CriterionEngines } from '../../criterion/criterion-engines.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LoadedDocument } from '../../sources/loaded-document.ts';
import { buildFlow } from '../compile/flow.ts';
import { knownProperties } from '../inputs/known-properties.ts';
import type { Plan } from '../plan.ts';
import { checkAnswers } from './check-answers.ts';
import { checkConditions } from './check-conditions.ts';
import { checkFlow } from './check-flow.ts';
import { checkInputs, type IsSecretName } from './check-inputs.ts';
import { checkParameters } from './check-parameters.ts';
import { checkPayload } from './check-payload.ts';
import { checkSources, type IsKnownProvider } from './check-sources.ts';
import { checkStatuses } from './check-statuses.ts';
import { checkUses } from './check-uses.ts';
import { planOf, type ReviewedStep, reviewedStep, type ReviewedWorkflow } from './reviewed-step.ts';

/** What is looked through once more when everything is compiled. */
export interface Reviewing {
  readonly documents: readonly LoadedDocument[];
  /** What could be compiled of them. */
  readonly draft: Plan;
  /** For each dialect of its criteria. */
  readonly engines: CriterionEngines;
  readonly isSecretName: IsSecretName;
  readonly isKnownProvider: IsKnownProvider;
}

/**
 * Looks through compiled documents for what fits no schema and still is hardly meant: where they meet what their descriptions say of bodies and answers,
 * where conditions come to nothing, and where the flow does what nobody reads in it. Nothing that is found stops a run, so that only checking
 * looks for it.
 */
export function review({
  documents,
  draft,
  engines,
  isSecretName,
  isKnownProvider,
}: Reviewing): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const document of documents) {
    const report = (diagnostic: Diagnostic): void => void found.push(diagnostic);
    const workflows = reviewedWorkflows(document, draft, engines, report);
    checkSources(document, workflows, isKnownProvider, report);
    for (const reviewed of workflows) {
      for (const step of reviewed.steps.values()) {
        checkParameters(reviewed, step);
        checkPayload(reviewed, step);
        checkStatuses(reviewed, step);
        checkConditions(reviewed, step);
        checkAnswers(reviewed, step);
      }
      checkUses(reviewed);
      checkFlow(reviewed);
      checkInputs(reviewed, isSecretName);
    }
  }
  return found;
}

function reviewedWorkflows(
  document: LoadedDocument,
  draft: Plan,
  engines: CriterionEngines,
  report: ReviewedWorkflow['report'],
): readonly ReviewedWorkflow[] {
  return document.description.workflows.flatMap((workflow, position): ReviewedWorkflow[] => {
    const plan = planOf(draft, document, workflow.workflowId);
    if (plan === undefined) return [];
    const pointer = `/workflows/${position}`;
    const steps = new Map<number, ReviewedStep>();
    for (const index of workflow.steps.keys()) {
      const step = reviewedStep(document, { plan, workflow, pointer }, index, engines);
      if (step !== undefined) steps.set(index, step);
    }
    const flow = buildFlow(
      workflow.steps.map(({ stepId }) => stepId),
      workflow.steps.map((_, index) => steps.get(index)?.plan ?? { onSuccess: [], onFailure: [] }),
    );
    const inputs = knownProperties(plan.inputs ?? (workflow.inputs === undefined ? false : undefined));
    return [{ document, workflow, plan, pointer, inputs, steps, flow, report }];
  });
}
