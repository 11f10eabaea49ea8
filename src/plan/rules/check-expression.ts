import type { Step, Workflow } from '../../arazzo/document.ts';
import { actionsOf } from '../../arazzo/parts.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Expression } from '../../expression/expression.ts';
import { isPercentEncoded } from '../../expression/encoded-name.ts';
import { formatContext } from '../../expression/format-source.ts';
import type { SelectorContext, WholeMap } from '../../expression/selector.ts';
import type { CompileContext, UseSite } from '../compile/compile-context.ts';
import { checkRequest } from './check-request.ts';
import { checkSource } from './check-source.ts';
import { alwaysBefore, canReach } from '../compile/flow.ts';
import { withMeantPointer } from '../meant/meant-pointer.ts';
import { type Need, outputInstead, unavailable, undeclared } from '../compile/report-expression.ts';

/** Checks that what an expression refers to is declared and known where it is used (clauses C5, E11, K6, K8, K11, K14). */
export function checkExpression(
  context: CompileContext,
  site: UseSite,
  expression: Expression,
  need: Need,
): void {
  reportEncoded(context, expression, need);
  switch (expression.kind) {
    case 'inputs':
      return checkInput(context, site, expression.name, need);
    case 'steps':
      return checkStepOutput(context, site, expression, need);
    case 'workflows':
      return checkWorkflow(context, site, expression, need);
    case 'sourceDescriptions':
      return checkSource(context, expression, need);
    case 'statusCode':
    case 'response':
      return checkAnswer(context, site, expression, need);
    case 'request':
      return checkRequest(context, site, expression, need);
    case 'url':
    case 'method':
      if (site.stage !== 'answer')
        unavailable(
          context,
          expression,
          need,
          'is known only once the call of the step was made',
          outputInstead,
        );
      return;
    case 'outputs':
      return checkOutput(context, site, expression, need);
    case 'self':
      if (context.description.$self === undefined)
        unavailable(context, expression, need, 'has no value: the document has no "$self"', 'Give it one.');
      return;
    case 'message':
      if (site.stage !== 'message')
        unavailable(
          context,
          expression,
          need,
          'is known only in a step that sends or receives a message, after it',
        );
      return;
    case 'components':
      return unavailable(context, expression, need, 'may only stand as the "reference" of a Reusable Object');
  }
}

function checkAnswer(context: CompileContext, site: UseSite, expression: Expression, need: Need): void {
  if (site.stage !== 'answer')
    unavailable(
      context,
      expression,
      need,
      'is known only once the call of the step has been answered',
      outputInstead,
    );
  const meant = withMeantPointer(site.entry, expression);
  if (meant !== expression) {
    const message = `The pointer of ${formatContext(expression)} has dots or brackets in a name, which lead nowhere.`;
    const hint = `Write ${formatContext(meant)}: each name and number after a slash.`;
    context.report(
      diagnose('expression/pointer-style', message, { place: need.place, hint, repair: need.repair }),
    );
  }
  if (!('source' in expression && 'name' in expression) || !/^set-cookie$/i.test(expression.name)) return;
  // Its values hold commas, so they cannot be joined (clause K5).
  const message = `Of several Set-Cookie fields ${formatContext(expression)} is the first.`;
  const hint = 'Rely on it only where one comes.';
  context.report(diagnose('expression/first-field', message, { place: need.place, hint }));
}

/** Pointers of expressions are plain; what looks percent-encoded may be meant so, as in a URI (clause K4). */
function reportEncoded(context: CompileContext, expression: Expression, { place }: Need): void {
  if (!('pointer' in expression) || !expression.pointer?.some(isPercentEncoded)) return;
  const message = `The pointer of ${formatContext(expression)} holds percent-encoding: names are looked for as they are written, and then decoded.`;
  const hint = 'Write the names as they are: pointers in expressions are not encoded.';
  context.report(diagnose('expression/encoded-pointer', message, { place, hint }));
}

/** Checks a whole map that a selector looks into, as {@link checkExpression} does its parts (clause J5). */
export function checkWholeMap(context: CompileContext, site: UseSite, map: WholeMap, need: Need): void {
  switch (map.kind) {
    case 'all-inputs':
      return;
    case 'all-outputs':
      if (site.stage !== 'result') unavailable(context, map, need, outputsElsewhere);
      return;
    case 'all-of-step': {
      const found = stepNamed(context, site, map.stepId, need);
      if (found !== undefined) checkOrder(context, site, found, map, need);
      return;
    }
    case 'all-of-workflow':
      workflowNamed(context, map.workflowId, need);
  }
}

/** The names that are declared where an expression looks, so that a dotted name can be told from navigation (clause K10). */
export function declaredNames(
  context: CompileContext,
  site: UseSite,
  expression: Expression,
): readonly string[] {
  switch (expression.kind) {
    case 'inputs':
      return Object.keys(site.inputs.properties);
    case 'steps':
      return Object.keys(
        site.workflow.steps.find((step) => step.stepId === expression.stepId)?.outputs ?? {},
      );
    case 'workflows': {
      const workflow = context.description.workflows.find(
        (each) => each.workflowId === expression.workflowId,
      );
      return Object.keys(workflow?.outputs ?? {});
    }
    case 'outputs':
      return site.before ?? [];
    default:
      return [];
  }
}

function checkInput(context: CompileContext, site: UseSite, name: string, need: Need): void {
  const { properties, required, defaulted, open, closed } = site.inputs;
  if (!Object.hasOwn(properties, name)) {
    const message = `The workflow declares no input "${name}".`;
    // A schema that does not say otherwise lets it be given all the same.
    const severity = closed ? 'error' : 'warning';
    if (!open) undeclared(context, need, message, name, Object.keys(properties), severity);
    return;
  }
  const hasDefault = context.mode !== 'strict' && defaulted.has(name);
  const given = required.has(name) || hasDefault;
  if (need.required && !given) site.neededInputs.add(name);
}

const outputsElsewhere =
  'is known only in a step that calls a workflow, after the call, and in the outputs of a workflow';

/** `$outputs` is what a called workflow left; in the outputs of a workflow, those that stand before (clause K8). */
function checkOutput(
  context: CompileContext,
  site: UseSite,
  expression: Extract<Expression, { kind: 'inputs' | 'outputs' }>,
  need: Need,
): void {
  if (site.stage === 'result') return;
  if (site.before === undefined) return unavailable(context, expression, need, outputsElsewhere);
  if (site.before.includes(expression.name)) return;
  const message = `No output "${expression.name}" stands before this one in workflow "${site.workflow.workflowId}".`;
  undeclared(context, need, message, expression.name, site.before);
}

function checkStepOutput(
  context: CompileContext,
  site: UseSite,
  expression: Extract<Expression, { kind: 'steps' }>,
  need: Need,
): void {
  const step = stepNamed(context, site, expression.stepId, need);
  if (step === undefined) return;
  const outputs = Object.keys(step.outputs ?? {});
  if (!outputs.includes(expression.name)) {
    undeclared(
      context,
      need,
      `Step "${step.stepId}" declares no output "${expression.name}".`,
      expression.name,
      outputs,
    );
    return;
  }
  checkOrder(context, site, step, expression, need);
}

function stepNamed(context: CompileContext, site: UseSite, stepId: string, need: Need): Step | undefined {
  const { steps, workflowId } = site.workflow;
  const step = steps.find((each) => each.stepId === stepId);
  site.uses?.add(stepId);
  if (step === undefined) {
    const ids = steps.map((each) => each.stepId);
    undeclared(context, need, `Workflow "${workflowId}" has no step "${stepId}".`, stepId, ids);
  }
  return step;
}

/** Whether the step has run where its outputs are used (clause E11). */
function checkOrder(
  context: CompileContext,
  site: UseSite,
  step: Step,
  used: SelectorContext,
  need: Need,
): void {
  if (site.step === undefined) return;
  const position = site.workflow.steps.indexOf(step);
  const own = position === site.step && site.stage !== 'request';
  if (own && site.isUnpublished === true && !canReach(site.flow, position, position)) {
    const source = used.kind === 'steps' ? step.outputs?.[used.name] : undefined;
    const hint =
      typeof source === 'string' ? `Write ${source} here.` : 'Write here what the output is taken from.';
    unavailable(
      context,
      used,
      need,
      `is there only after the criteria and outputs of step "${step.stepId}"`,
      hint,
    );
  } else if (!own && !canReach(site.flow, position, site.step)) {
    const hint = `Move step "${step.stepId}" before this place, or let a goto lead back here.`;
    unavailable(context, used, need, `is used before step "${step.stepId}" can have run`, hint);
  } else if (!own && need.required && !alwaysBefore(site.flow, position, site.step)) {
    const message = `Step "${step.stepId}" does not run on every way to this place, so ${formatContext(used)} may be missing.`;
    const hint = 'Let every way lead through the step, or do without its output.';
    context.report(diagnose('expression/maybe-missing', message, { place: need.place, hint }));
  }
}

function checkWorkflow(
  context: CompileContext,
  site: UseSite,
  expression: Extract<Expression, { kind: 'workflows' }>,
  need: Need,
): void {
  const workflow = workflowNamed(context, expression.workflowId, need);
  if (workflow === undefined) return;
  const outputs = Object.keys(workflow.outputs ?? {});
  if (expression.field === 'outputs' && !outputs.includes(expression.name)) {
    const message = `Workflow "${workflow.workflowId}" declares no output "${expression.name}".`;
    return undeclared(context, need, message, expression.name, outputs);
  }
  const isOwnInput = expression.field === 'inputs' && workflow === site.workflow;
  if (!isOwnInput && !isStarted(context, workflow.workflowId))
    unavailable(
      context,
      expression,
      need,
      `has no value: nothing in the document starts workflow "${workflow.workflowId}"`,
    );
}

/** Whether a run of another workflow, or of another document, can come to a workflow, so that it may have finished (clause K14). */
function isStarted(context: CompileContext, workflowId: string): boolean {
  const { name, description } = context;
  return (
    name !== '' ||
    description.workflows.some(
      ({ dependsOn, steps }) =>
        dependsOn?.includes(workflowId) === true || steps.some((step) => step.workflowId === workflowId),
    ) ||
    actionsOf(description).some(({ value }) => value.workflowId === workflowId)
  );
}

function workflowNamed(context: CompileContext, workflowId: string, need: Need): Workflow | undefined {
  const { workflows } = context.description;
  const workflow = workflows.find((each) => each.workflowId === workflowId);
  if (workflow === undefined) {
    const ids = workflows.map((each) => each.workflowId);
    undeclared(context, need, `There is no workflow "${workflowId}".`, workflowId, ids);
  }
  return workflow;
}
