import type { Criterion, Step, Workflow } from '../../arazzo/document.ts';
import type { ResolvedParameter } from '../../arazzo/resolve-reusable.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import { bodySchema } from '../../openapi/schema/body-schema.ts';
import { describeXml } from '../../openapi/serialize/describe-xml.ts';
import { numberPlaces } from '../../openapi/serialize/number-places.ts';
import { startingValue } from '../../openapi/schema/starting-value.ts';
import { readOperation } from '../../openapi/read/read-operation.ts';
import { checkRetries } from '../rules/check-retries.ts';
import { checkSuccess, checkTaken } from '../rules/check-success.ts';
import { checkPassedInputs } from '../rules/check-passed-inputs.ts';
import { compileAction, type ChainedAction } from './compile-actions.ts';
import { compileBody } from './compile-body.ts';
import { compileChannel } from './compile-channel.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { compileCriterion } from './compile-criteria.ts';
import { compileParameters, givenParameters } from './compile-parameters.ts';
import { compileOutputs, compileValue } from './compile-value.ts';
import { findTarget } from './find-target.ts';
import { impliedCriteria } from '../meant/implied-criteria.ts';
import { declaredInputs, findWorkflow } from './find-workflow.ts';
import { reportLooseFields } from '../meant/loose-fields.ts';
import { placedCriteria } from './placed-criterion.ts';
import type {
  ActionPlan,
  CallPlan,
  ChannelPlan,
  CriterionPlan,
  StepPlan,
  WorkflowCallPlan,
} from '../plan.ts';
import { stepDependencies } from './step-dependencies.ts';

/** A step of the document with what the workflow's pass before has found out. */
export interface StepInWorkflow {
  readonly step: Step;
  readonly pointer: string;
  readonly workflow: Workflow;
  readonly workflowPointer: string;
  readonly onSuccess: readonly ChainedAction[];
  readonly onFailure: readonly ChainedAction[];
}

/** Compiles a step; undefined when what it calls cannot be known, which is a finding. Everything else is checked all the same. */
export function compileStep(
  context: CompileContext,
  site: UseSite,
  at: StepInWorkflow,
): StepPlan | undefined {
  const { step, pointer } = at;
  const { target, entry }: Called =
    step.workflowId === undefined
      ? compileCall(context, site, at)
      : { target: compileWorkflowCall(context, site, at) };
  const answered: UseSite = {
    ...site,
    stage: target?.kind === 'channel' ? 'message' : step.workflowId === undefined ? 'answer' : 'result',
    ...(target?.kind === 'operation' ? { operation: target.operation } : {}),
    ...(entry === undefined ? {} : { entry }),
  };
  const implied = step.workflowId === undefined ? undefined : impliedCriteria(context, step, pointer);
  const isRetried = at.onFailure.some(({ action }) => action.type === 'retry');
  const unpublished: UseSite = isRetried ? answered : { ...answered, isUnpublished: true };
  const criteriaSite: UseSite = implied === undefined ? unpublished : { ...unpublished, implied };
  const successCriteria = (step.successCriteria ?? []).flatMap(
    (criterion, index): CriterionPlan[] | CriterionPlan =>
      compileCriterion(context, criteriaSite, criterion, `${pointer}/successCriteria/${index}`) ?? [],
  );
  const onSuccess = at.onSuccess.map((action) => compileAction(context, answered, action));
  const onFailure = at.onFailure.map((action) => compileAction(context, answered, action));
  const outputs = compileOutputs(context, unpublished, step.outputs, `${pointer}/outputs`);
  checkHolding(context, at, { successCriteria, onSuccess, onFailure });
  if (target?.kind === 'operation') checkRetries(context, target, onFailure, at.onFailure);
  if (target === undefined) return undefined;
  return {
    stepId: step.stepId,
    ...(step.description === undefined ? {} : { description: step.description }),
    ...stepDependencies(context, at.workflow.workflowId, step),
    ...(step.timeout === undefined ? {} : { timeout: step.timeout }),
    target,
    successCriteria,
    onSuccess,
    onFailure,
    outputs,
  };
}

/** Reports criteria of a step and of its actions that nothing lets hold. */
function checkHolding(
  context: CompileContext,
  { step, pointer, onSuccess, onFailure }: StepInWorkflow,
  compiled: Pick<StepPlan, 'successCriteria' | 'onSuccess' | 'onFailure'>,
): void {
  const holding = (written: readonly Criterion[] = [], plans: readonly CriterionPlan[], at: string) => ({
    criteria: placedCriteria(written, plans, at, context.engines),
    isWhole: written.length === plans.length,
    pointer: at,
  });
  const success = holding(step.successCriteria, compiled.successCriteria, `${pointer}/successCriteria`);
  checkSuccess(context, step.stepId, success);
  const checkChain = (chain: readonly ChainedAction[], plans: readonly ActionPlan[]): void => {
    for (const [index, { action, pointer: at }] of chain.entries())
      checkTaken(context, action.name, holding(action.criteria, plans[index]!.criteria, `${at}/criteria`));
  };
  checkChain(onSuccess, compiled.onSuccess);
  checkChain(onFailure, compiled.onFailure);
}

/** What a step calls, as far as that is known. */
interface Called {
  readonly target: CallPlan | ChannelPlan | WorkflowCallPlan | undefined;
  /** An operation in its description. */
  readonly entry?: OperationEntry;
}

function compileCall(context: CompileContext, site: UseSite, at: StepInWorkflow): Called {
  const { step, pointer } = at;
  const given = givenParameters(context, at.workflow, at.workflowPointer, step, pointer);
  const all = [...given.inherited, ...given.own];
  const found = findTarget(context, step, pointer, all);
  if (found?.kind === 'channel') {
    const channel = compileChannel(context, site, found, { ...at, given: all });
    if (channel === undefined) checkValues(context, site, at, given);
    return { target: channel };
  }
  const read =
    found &&
    readOperation(found.source.description, found.entry, {
      source: found.source.id,
      serverGiven: context.servers.has(found.source.id),
      isLenient: context.mode === 'lenient',
    });
  for (const diagnostic of read?.diagnostics ?? []) context.report(diagnostic);
  if (found === undefined || read?.operation === undefined) {
    checkValues(context, site, at, given);
    return { target: undefined };
  }
  const { operation } = read;
  const parameters = compileParameters(
    context,
    site,
    operation,
    [...given.inherited, ...given.own],
    step,
    pointer,
  );
  const { operationId, method, path, requestBody } = operation;
  const label = operationId ?? `${method} ${path}`;
  const target = {
    label,
    path,
    method,
    ...(requestBody === undefined ? {} : { requestBody }),
    startingValue: (contentType: string) => startingValue(found.entry, contentType),
    numberPlaces: (contentType: string) => numberPlaces(found.entry, contentType),
    xml: (contentType: string) => {
      const schema = bodySchema(found.entry, contentType);
      return schema === undefined ? [] : describeXml(schema, found.source.description.version);
    },
  };
  reportLooseFields(context, site, requestBody, step, `${pointer}/requestBody`);
  const body = compileBody(context, site, target, step, pointer);
  const call: CallPlan = {
    kind: 'operation',
    source: found.source.id,
    operation,
    parameters,
    ...(body === undefined ? {} : { body }),
  };
  return { target: call, entry: found.entry };
}

/** The values of a step are wrong or right whatever it calls. */
function checkValues(
  context: CompileContext,
  site: UseSite,
  { step, pointer }: StepInWorkflow,
  given: ReturnType<typeof givenParameters>,
): void {
  for (const { parameter, valuePointer } of [...given.inherited, ...given.own]) {
    compileValue(context, site, parameter.value, valuePointer);
  }
  compileValue(context, site, step.requestBody?.payload, `${pointer}/requestBody/payload`);
  for (const [index, { value }] of (step.requestBody?.replacements ?? []).entries()) {
    compileValue(context, site, value, `${pointer}/requestBody/replacements/${index}/value`);
  }
}

/** A step that calls a workflow: its parameters become the inputs (clauses F3, D4). */
function compileWorkflowCall(
  context: CompileContext,
  site: UseSite,
  at: StepInWorkflow,
): WorkflowCallPlan | undefined {
  const called = findWorkflow(context, at.step.workflowId!);
  if (called === undefined) return undefined; // The document's rules have said so.
  const given = givenParameters(context, at.workflow, at.workflowPointer, at.step, at.pointer);
  const declared = declaredInputs(called).properties;
  const isPassed = ({ parameter }: ResolvedParameter): boolean => Object.hasOwn(declared, parameter.name);
  const passed = given.inherited.filter(isPassed);
  for (const { parameter, usePointer } of given.inherited.filter((each) => !isPassed(each))) {
    const message = `"${parameter.name}" is not passed to workflow "${called.workflow.workflowId}" by step "${at.step.stepId}": that workflow declares no such input.`;
    const place = context.located.place(usePointer);
    const hint =
      'Declare the input there, or pass it as a parameter of the step, if it is meant for that workflow.';
    context.report(diagnose('step/parameter-not-passed', message, { place, hint }));
  }
  const inputs = [...passed, ...given.own].map(({ parameter, valuePointer }) => ({
    name: parameter.name,
    value: compileValue(context, site, parameter.value, valuePointer),
  }));
  checkPassedInputs(
    context,
    called,
    [...passed, ...given.own].map(({ parameter: { name }, usePointer }) => ({
      name,
      place: context.located.place(usePointer),
    })),
    {
      kind: 'step',
      name: at.step.stepId,
      place: context.located.place(`${at.pointer}/workflowId`),
    },
  );
  return { kind: 'workflow', workflowId: called.id, inputs };
}
