import { compileCriterion } from '../criterion/compile-criterion.ts';
import type { EvaluatedCriterion } from '../criterion/condition.ts';
import type { CriterionEngines } from '../criterion/criterion-engines.ts';
import { compileTemplate } from '../expression/compile-template.ts';
import { expressionsIn, selectorsIn } from '../expression/expressions-in.ts';
import type { Scope } from '../expression/scope.ts';
import type { SelectorEngines } from '../expression/selector.ts';
import { type DocumentView, documentViews } from './document-view.ts';
import type { ActionPlan, CriterionPlan, OutputPlan, Plan, StepPlan, WorkflowPlan } from '../plan/plan.ts';

/** A plan linked to closures: what a run evaluates, with nothing left to parse or to look up. */
export interface Program {
  readonly plan: Plan;
  readonly workflows: ReadonlyMap<string, LinkedWorkflow>;
  /** For each dialect of the plan's selectors, for the requests of its calls too. */
  readonly selectors: SelectorEngines;
}

/** A workflow with its steps and outputs linked. */
export interface LinkedWorkflow {
  readonly plan: WorkflowPlan;
  /** What it sees of its document and of others. */
  readonly view: DocumentView;
  readonly steps: readonly LinkedStep[];
  /** Index of each step by stepId. */
  readonly positions: ReadonlyMap<string, number>;
  readonly outputs: readonly LinkedValue[];
  /** Whether outputs may see those before them, as `$outputs` (clause K8). */
  readonly seesOwnOutputs: boolean;
}

/** A step with everything that it evaluates linked. */
export interface LinkedStep {
  readonly plan: StepPlan;
  /** `workflowId/stepId`: its key in a frame's counts, and the stem of its effects' names. */
  readonly key: string;
  readonly successCriteria: readonly LinkedCriterion[];
  readonly onSuccess: readonly LinkedAction[];
  readonly onFailure: readonly LinkedAction[];
  readonly outputs: readonly LinkedValue[];
  /** Inputs of the nested workflow; empty for operation steps. */
  readonly inputs: readonly LinkedValue[];
}

/** An action with its criteria linked. */
export interface LinkedAction {
  readonly plan: ActionPlan;
  readonly criteria: readonly LinkedCriterion[];
  /** Inputs of the workflow that it names. */
  readonly inputs: readonly LinkedValue[];
}

/** A named value and the closure that evaluates it; undefined means that it found nothing. */
export interface LinkedValue {
  readonly name: string;
  readonly evaluate: (scope: Scope) => unknown;
}

/** Evaluates one criterion against a scope. */
export type LinkedCriterion = (scope: Scope) => EvaluatedCriterion;

const programs = new WeakMap<Plan, Program>();

/**
 * Links a plan; the same plan is linked once.
 * @param engines For each dialect of the plan's criteria; simple ones need none.
 * @param selectors For each dialect of the plan's selectors.
 */
export function link(plan: Plan, engines: CriterionEngines = {}, selectors: SelectorEngines = {}): Program {
  const known = programs.get(plan);
  if (known !== undefined) return known;
  const views = documentViews(plan);
  const program: Program = {
    plan,
    workflows: new Map(
      plan.workflows.map((workflow) => [
        workflow.workflowId,
        linkWorkflow(workflow, views.get(workflow.document ?? '')!, { engines, selectors }),
      ]),
    ),
    selectors,
  };
  programs.set(plan, program);
  return program;
}

/** What evaluates criteria and values. */
interface Evaluators {
  readonly engines: CriterionEngines;
  readonly selectors: SelectorEngines;
}

function linkWorkflow(plan: WorkflowPlan, view: DocumentView, evaluators: Evaluators): LinkedWorkflow {
  return {
    plan,
    view,
    steps: plan.steps.map((step) => linkStep(step, plan.workflowId, evaluators)),
    positions: new Map(plan.steps.map((step, index) => [step.stepId, index])),
    outputs: plan.outputs.map((output) => linkValue(output, evaluators)),
    seesOwnOutputs: plan.outputs.some(
      ({ value }) =>
        selectorsIn(value).length > 0 ||
        expressionsIn(value).some(({ expression }) => expression.kind === 'outputs'),
    ),
  };
}

function linkStep(plan: StepPlan, workflowId: string, evaluators: Evaluators): LinkedStep {
  const linkCriterion = (criterion: CriterionPlan): LinkedCriterion =>
    compileCriterion(criterion, evaluators.engines);
  const linkEach = (value: OutputPlan): LinkedValue => linkValue(value, evaluators);
  const linkAction = (action: ActionPlan): LinkedAction => ({
    plan: action,
    criteria: action.criteria.map(linkCriterion),
    inputs: action.type === 'end' ? [] : (action.inputs ?? []).map(linkEach),
  });
  return {
    plan,
    key: `${workflowId}/${plan.stepId}`,
    successCriteria: plan.successCriteria.map(linkCriterion),
    onSuccess: plan.onSuccess.map(linkAction),
    onFailure: plan.onFailure.map(linkAction),
    outputs: plan.outputs.map(linkEach),
    inputs: plan.target.kind === 'workflow' ? plan.target.inputs.map(linkEach) : [],
  };
}

function linkValue(plan: OutputPlan, { selectors }: Evaluators): LinkedValue {
  return { name: plan.name, evaluate: compileTemplate(plan.value, selectors) };
}
