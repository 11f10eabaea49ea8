import type { Workflow } from '../../arazzo/document.ts';
import { ownStep } from '../../arazzo/references.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { planName } from '../../sources/loaded-document.ts';
import { effectiveChain } from './compile-actions.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { compileStep, type StepInWorkflow } from './compile-step.ts';
import { compileOutputs } from './compile-value.ts';
import { buildFlow, canReach, endless, type Flow } from './flow.ts';
import { declaredInputs, findWorkflow, schemaRoot } from './find-workflow.ts';
import { standaloneSchema } from '../inputs/inputs-schema.ts';
import { withKnownNumbers } from './known-numbers.ts';
import { knownProperties } from '../inputs/known-properties.ts';
import type { DependencyPlan, StepPlan, WorkflowPlan } from '../plan.ts';
import { markPolls } from '../polls.ts';
import { runTogether } from './run-together.ts';
import { referenceTo } from '../inputs/schema-problems.ts';

/** A compiled workflow; `complete` is false when a step could not be compiled, which is a finding. */
export interface CompiledWorkflow {
  readonly plan: WorkflowPlan;
  readonly complete: boolean;
}

/** Compiles a workflow in two passes: first how its steps can follow one another, then each step with that knowledge. */
export function compileWorkflow(
  context: CompileContext,
  workflow: Workflow,
  pointer: string,
): CompiledWorkflow {
  const inputs =
    workflow.inputs === undefined
      ? undefined
      : standaloneSchema(workflow.inputs, schemaRoot(context), (reference) => {
          const message = `The input schema refers to ${reference}, which does not exist.`;
          const place = context.located.place(placeOfReference(context, pointer, reference));
          const hint = 'Write a reference into this document, such as #/components/inputs/<name>.';
          context.report(diagnose('document/unknown-reference', message, { place, hint }));
        });
  const steps = workflow.steps.map((step, index): StepInWorkflow => {
    const at = `${pointer}/steps/${index}`;
    const chain = (own: 'onSuccess' | 'onFailure', inherited: 'successActions' | 'failureActions') =>
      effectiveChain(context, step[own], `${at}/${own}`, workflow[inherited], `${pointer}/${inherited}`);
    return {
      step,
      pointer: at,
      workflow,
      workflowPointer: pointer,
      onSuccess: chain('onSuccess', 'successActions'),
      onFailure: chain('onFailure', 'failureActions'),
    };
  });
  const flow = buildFlow(
    workflow.steps.map((step) => step.stepId),
    steps.map(({ onSuccess, onFailure }) => ({
      onSuccess: onSuccess.map(({ action }) => action),
      onFailure: onFailure.map(({ action }) => action),
    })),
  );
  reportEndless(context, steps, endless(flow));
  reportTooEarly(context, steps, flow);
  const site: UseSite = {
    workflow,
    flow,
    inputs: knownProperties(inputs ?? (workflow.inputs === undefined ? false : undefined)),
    neededInputs: new Set(),
    stage: 'request',
  };
  const uses = steps.map(() => new Set<string>());
  const compiled = steps.map((step, index) =>
    compileStep(context, { ...site, step: index, uses: uses[index]! }, step),
  );
  const outputs = compileOutputs(context, { ...site, stage: 'end' }, workflow.outputs, `${pointer}/outputs`);
  reportNeededInputs(context, site.neededInputs, pointer);
  const made = compiled.filter((step): step is StepPlan => step !== undefined);
  const complete = made.length === steps.length;
  const plans = complete ? markPolls(context, pointer, made) : made;
  const plan: WorkflowPlan = {
    workflowId: planName(context, workflow.workflowId),
    ...(context.name === '' ? {} : { document: context.name }),
    ...(workflow.summary === undefined ? {} : { summary: workflow.summary }),
    ...(workflow.description === undefined ? {} : { description: workflow.description }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(inputs === undefined || context.mode !== 'strict' ? {} : { defaults: false }),
    ...(workflow.outputs === undefined || context.mode !== 'strict' ? {} : { outputsDue: true }),
    ...(workflow.dependsOn === undefined ? {} : { dependsOn: dependencies(context, workflow.dependsOn) }),
    // The prose asks for no more than the order of the document.
    steps: complete && context.mode !== 'strict' ? runTogether(context, pointer, plans, uses) : plans,
    outputs,
  };
  return { plan: withKnownNumbers(plan), complete };
}

/** The workflows that are to complete first. Strict mode starts none of them, since the prose does not say that anything does (clause D3). */
function dependencies(context: CompileContext, names: readonly string[]): DependencyPlan[] {
  return names.flatMap((name) => {
    const found = findWorkflow(context, name);
    if (found === undefined) return [];
    if (context.mode === 'strict') return { workflowId: found.id };
    return { workflowId: found.id, inputs: Object.keys(declaredInputs(found).properties) };
  });
}

/** Where the inputs of a workflow, or a component that they lead to, refer to something by this text. */
function placeOfReference({ description }: CompileContext, pointer: string, text: string): string {
  const own = description.workflows[Number(pointer.slice(pointer.lastIndexOf('/') + 1))]?.inputs;
  return (
    referenceTo(own, text, `${pointer}/inputs`) ??
    referenceTo(description.components?.inputs, text, '/components/inputs') ??
    `${pointer}/inputs`
  );
}

function reportEndless(
  context: CompileContext,
  steps: readonly StepInWorkflow[],
  indexes: readonly number[],
): void {
  const [first] = indexes;
  if (first === undefined) return;
  const names = indexes.map((index) => `"${steps[index]!.step.stepId}"`).join(', ');
  const message = `Once a run is at ${names}, it goes round for ever: every goto there is taken without criteria, and none leads to an end.`;
  const hint = 'Give the goto criteria, or end the workflow when there is nothing more to do.';
  context.report(
    diagnose('step/goto-loop', message, { place: context.located.place(steps[first]!.pointer), hint }),
  );
}

/** A step can depend only on those that can have run before it (clause E10). */
function reportTooEarly(context: CompileContext, steps: readonly StepInWorkflow[], flow: Flow): void {
  for (const [
    index,
    {
      step,
      pointer,
      workflow: { workflowId },
    },
  ] of steps.entries()) {
    for (const [entry, needed] of (step.dependsOn ?? []).entries()) {
      const position = steps.findIndex((each) => each.step.stepId === ownStep(needed, workflowId));
      if (position === -1 || position === index || canReach(flow, position, index)) continue;
      const message = `Step "${step.stepId}" depends on "${needed}", which cannot have run before it.`;
      const place = context.located.place(`${pointer}/dependsOn/${entry}`);
      const hint = `Move "${needed}" before it: depending on a step does not start it.`;
      context.report(diagnose('document/conflicting-fields', message, { place, hint }));
    }
  }
}

function reportNeededInputs(context: CompileContext, names: ReadonlySet<string>, pointer: string): void {
  if (names.size === 0) return;
  const list = [...names].join(', ');
  const message = `Inputs that steps cannot do without are neither required nor have a default: ${list}.`;
  const place = context.located.place(`${pointer}/inputs`, 'key');
  context.report(
    diagnose('inputs/used-but-optional', message, { place, hint: `Add to the schema: required: [${list}].` }),
  );
}
