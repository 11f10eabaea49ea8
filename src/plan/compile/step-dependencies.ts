import type { Step } from '../../arazzo/document.ts';
import { ownStep, parseStepReference } from '../../arazzo/references.ts';
import type { LoadedDocument } from '../../sources/loaded-document.ts';
import { workflowOf } from './find-workflow.ts';
import type { StepPlan } from '../plan.ts';

/** The steps that a step depends on: of its own workflow, and of others (clause E10). Names that lead nowhere are reported by the document's rules. */
export function stepDependencies(
  from: LoadedDocument,
  workflowId: string,
  { dependsOn }: Step,
): Pick<StepPlan, 'dependsOn' | 'dependsOnElsewhere'> {
  if (dependsOn === undefined) return {};
  const elsewhere = dependsOn.flatMap((reference) => {
    const { workflow, stepId } = parseStepReference(reference) ?? {};
    if (workflow === undefined || stepId === undefined || ownStep(reference, workflowId) !== undefined)
      return [];
    const owner = workflow.source === undefined ? from : from.documents[workflow.source];
    const found = workflowOf(owner, workflow.workflowId);
    return found === undefined ? [] : [{ workflowId: found.id, stepId }];
  });
  return {
    dependsOn: dependsOn.flatMap((reference) => ownStep(reference, workflowId) ?? []),
    ...(elsewhere.length === 0 ? {} : { dependsOnElsewhere: elsewhere }),
  };
}
