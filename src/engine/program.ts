import { compileCriterion } from '../criterion/compile-criterion.ts';
import type { EvaluatedCriterion } from '../criterion/condition.ts';
import type { CriterionEngines } from '../criterion/criterion-engines.ts';
import { compileTemplate } from '../expression/compile-template.ts';
import type { Scope } from '../expression/scope.ts';
import type { ActionPlan, CriterionPlan, OutputPlan, Plan, StepPlan, WorkflowPlan } from '../plan/plan.ts';

/** A plan linked to closures: what a run evaluates, with nothing left to parse or to look up. */
export interface Program {
  readonly plan: Plan;
  readonly workflows: ReadonlyMap<string, LinkedWorkflow>;
}

export interface LinkedWorkflow {
  readonly plan: WorkflowPlan;
  readonly steps: readonly LinkedStep[];
  /** Index of each step by stepId. */
  readonly positions: ReadonlyMap<string, number>;
  readonly outputs: readonly LinkedValue[];
}

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

export interface LinkedAction {
  readonly plan: ActionPlan;
  readonly criteria: readonly LinkedCriterion[];
  /** Inputs of the workflow that it names. */
  readonly inputs: readonly LinkedValue[];
}

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
 */
export function link(plan: Plan, engines: CriterionEngines = {}): Program {
  const known = programs.get(plan);
  if (known !== undefined) return known;
  const program: Program = {
    plan,
    workflows: new Map(
      plan.workflows.map((workflow) => [workflow.workflowId, linkWorkflow(workflow, engines)]),
    ),
  };
  programs.set(plan, program);
  return program;
}

function linkWorkflow(plan: WorkflowPlan, engines: CriterionEngines): LinkedWorkflow {
  return {
    plan,
    steps: plan.steps.map((step) => linkStep(step, plan.workflowId, engines)),
    positions: new Map(plan.steps.map((step, index) => [step.stepId, index])),
    outputs: plan.outputs.map(linkValue),
  };
}

function linkStep(plan: StepPlan, workflowId: string, engines: CriterionEngines): LinkedStep {
  const linkCriterion = (criterion: CriterionPlan): LinkedCriterion => compileCriterion(criterion, engines);
  const linkAction = (action: ActionPlan): LinkedAction => ({
    plan: action,
    criteria: action.criteria.map(linkCriterion),
    inputs: action.type === 'end' ? [] : (action.inputs ?? []).map(linkValue),
  });
  return {
    plan,
    key: `${workflowId}/${plan.stepId}`,
    successCriteria: plan.successCriteria.map(linkCriterion),
    onSuccess: plan.onSuccess.map(linkAction),
    onFailure: plan.onFailure.map(linkAction),
    outputs: plan.outputs.map(linkValue),
    inputs: plan.target.kind === 'workflow' ? plan.target.inputs.map(linkValue) : [],
  };
}

function linkValue(plan: OutputPlan): LinkedValue {
  return { name: plan.name, evaluate: compileTemplate(plan.value) };
}
