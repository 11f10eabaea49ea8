import type { Step, Workflow } from '../../arazzo/document.ts';
import type { CriterionEngines } from '../../criterion/criterion-engines.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import type { Operation } from '../../openapi/operation.ts';
import { type LoadedDocument, planName } from '../../sources/loaded-document.ts';
import { chainOf } from '../compile/compile-actions.ts';
import type { Flow } from '../compile/flow.ts';
import type { KnownProperties } from '../inputs/known-properties.ts';
import { type PlacedCriterion, placedCriteria } from '../compile/placed-criterion.ts';
import type { ActionPlan, Plan, StepPlan, WorkflowPlan } from '../plan.ts';

/** A workflow of a document beside what it was compiled to. */
export interface ReviewedWorkflow {
  readonly document: LoadedDocument;
  readonly workflow: Workflow;
  readonly plan: WorkflowPlan;
  /** JSON Pointer of the workflow. */
  readonly pointer: string;
  /** What its input schema declares. */
  readonly inputs: KnownProperties;
  /** Those that could be compiled, by their position in the document. */
  readonly steps: ReadonlyMap<number, ReviewedStep>;
  /** Between the steps of the document. */
  readonly flow: Flow;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** A step of a document beside what it was compiled to. */
export interface ReviewedStep {
  readonly step: Step;
  readonly plan: StepPlan;
  /** JSON Pointer of the step. */
  readonly pointer: string;
  /** The operation that it calls, and where that stands in its description. */
  readonly called?: { readonly operation: Operation; readonly entry: OperationEntry };
  readonly criteria: readonly PlacedCriterion[];
  readonly onSuccess: readonly PlacedAction[];
  readonly onFailure: readonly PlacedAction[];
}

/** An action with where it stands. */
export interface PlacedAction {
  readonly action: ActionPlan;
  /** JSON Pointer of the Action Object, in the components where it is one of those. */
  readonly pointer: string;
  /** Whether the step has written it itself, so that it is about this step alone. */
  readonly isOwn: boolean;
  readonly criteria: readonly PlacedCriterion[];
}

/** A step beside what it was compiled to; undefined where it could not be. */
export function reviewedStep(
  document: LoadedDocument,
  { plan, workflow, pointer }: Pick<ReviewedWorkflow, 'plan' | 'workflow' | 'pointer'>,
  index: number,
  engines: CriterionEngines,
): ReviewedStep | undefined {
  const step = workflow.steps[index]!;
  const compiled = plan.steps.find(({ stepId }) => stepId === step.stepId);
  if (compiled === undefined) return undefined;
  const at = `${pointer}/steps/${index}`;
  const actions = (own: 'onSuccess' | 'onFailure', inherited: 'successActions' | 'failureActions') => {
    const { mine, theirs } = chainOf(
      document.description,
      step[own],
      `${at}/${own}`,
      workflow[inherited],
      `${pointer}/${inherited}`,
    );
    return [...mine, ...theirs].map((resolved, position): PlacedAction => {
      const action = compiled[own][position]!;
      const written = resolved.action.criteria;
      return {
        action,
        pointer: resolved.pointer,
        isOwn: resolved.pointer.startsWith(`${at}/`),
        criteria: placedCriteria(written, action.criteria, `${resolved.pointer}/criteria`, engines),
      };
    });
  };
  const called = calledBy(document, compiled);
  return {
    step,
    plan: compiled,
    pointer: at,
    ...(called === undefined ? {} : { called }),
    criteria: placedCriteria(
      step.successCriteria,
      compiled.successCriteria,
      `${at}/successCriteria`,
      engines,
    ),
    onSuccess: actions('onSuccess', 'successActions'),
    onFailure: actions('onFailure', 'failureActions'),
  };
}

/** What a workflow of a document was compiled to. */
export function planOf(plan: Plan, document: LoadedDocument, workflowId: string): WorkflowPlan | undefined {
  const name = planName(document, workflowId);
  return plan.workflows.find((each) => each.workflowId === name);
}

function calledBy(document: LoadedDocument, { target }: StepPlan): ReviewedStep['called'] {
  if (target.kind !== 'operation') return undefined;
  const { operation } = target;
  const source = Object.values(document.sources).find(({ id }) => id === target.source);
  if (source?.kind !== 'openapi') return undefined;
  const entry = source.description.operations.find(
    ({ node, method, path }) =>
      node.pointer === operation.pointer && method === operation.method && path === operation.path,
  );
  return entry && { operation, entry };
}
