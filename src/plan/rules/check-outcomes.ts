import type { CriterionEngines } from '../../criterion/criterion-engines.ts';
import { evaluateKnown } from '../../criterion/evaluate-known.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Template } from '../../expression/template.ts';
import type { Operation } from '../../openapi/operation.ts';
import { isObject } from '../../text/json.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import { buildFlow } from '../compile/flow.ts';
import type { KnownOutcome } from '../known-outcome.ts';
import type { ActionPlan, BodyPlan, CriterionPlan, StepPlan, WorkflowPlan } from '../plan.ts';

/** Looks up what the provider behind a source is known to answer to a call; `body` holds the literal members of the payload. */
export type OutcomesOf = (source: string, operation: Operation, body: unknown) => readonly KnownOutcome[];

/** What a workflow makes of one known answer to a step. */
interface Consequence {
  readonly outcome: KnownOutcome;
  /** Undefined when it depends on more than the answer. */
  readonly succeeds: boolean | undefined;
  /** The first criterion that certainly fails. */
  readonly failing?: string;
  /** Steps that may come next, by index. */
  readonly next: readonly number[];
  /** Whether the workflow may fail here. */
  readonly mayFail: boolean;
}

/**
 * Follows each step's known answers through its criteria and actions, and reports answers that took effect and yet fail the run, and steps
 * that no known answer leads to. A step without known answers may go any way its actions allow.
 */
export function checkOutcomes(
  context: CompileContext,
  workflow: WorkflowPlan,
  pointer: string,
  outcomesOf: OutcomesOf,
): void {
  const positions = new Map(workflow.steps.map((step, index) => [step.stepId, index]));
  const { engines } = context;
  const flow = buildFlow(
    workflow.steps.map((step) => step.stepId),
    workflow.steps,
  );
  const consequences = workflow.steps.map(({ target, ...step }, index) => {
    if (target.kind !== 'operation') return [];
    const known = outcomesOf(target.source, target.operation, target.body && knownBody(target.body));
    return known.map((outcome) => consequenceOf({ target, ...step }, index, { outcome, positions, engines }));
  });
  const reached = new Set(workflow.steps.length === 0 ? [] : [0]);
  for (const index of reached) {
    const known = consequences[index]!;
    const after = known.length === 0 ? [...flow.next[index]!] : known.flatMap(({ next }) => next);
    for (const next of after) if (next < workflow.steps.length) reached.add(next);
  }
  const helping = new Set([...reached].flatMap((index) => [...flow.helpers[index]!]));
  for (const [index, step] of workflow.steps.entries()) {
    const at = `${pointer}/steps/${index}`;
    if (!reached.has(index) && helping.has(index)) continue;
    if (!reached.has(index))
      reportUnreached(context, step, at, workflow.steps, consequences, flow.next, index);
    else reportEffectThatFails(context, step, at, consequences[index]!);
  }
}

/** A known answer, and what following it needs. */
interface Following {
  readonly outcome: KnownOutcome;
  /** Index of each step by stepId. */
  readonly positions: ReadonlyMap<string, number>;
  readonly engines: CriterionEngines;
}

function consequenceOf(step: StepPlan, index: number, following: Following): Consequence {
  const { outcome } = following;
  const { succeeds, failing } = success(step.successCriteria, following);
  const next: number[] = [];
  let mayFail = false;
  if (succeeds !== false && !follow(step.onSuccess, following, next)) next.push(index + 1);
  if (succeeds !== true && !follow(step.onFailure, following, next)) mayFail = true;
  return { outcome, succeeds, next, mayFail, ...(failing === undefined ? {} : { failing }) };
}

function success(
  criteria: readonly CriterionPlan[],
  { outcome, engines }: Following,
): { readonly succeeds: boolean | undefined; readonly failing?: string } {
  if (criteria.length === 0) return { succeeds: outcome.statusCode >= 200 && outcome.statusCode < 300 };
  const results = criteria.map((criterion) => evaluateKnown(criterion, outcome, engines));
  const failing = criteria[results.indexOf(false)];
  if (failing !== undefined) return { succeeds: false, failing: failing.condition };
  return { succeeds: results.every((result) => result === true) ? true : undefined };
}

/** Adds the targets of a chain's possible actions; returns whether one of them is certain to be taken. */
function follow(
  chain: readonly ActionPlan[],
  { outcome, positions, engines }: Following,
  next: number[],
): boolean {
  for (const action of chain) {
    const results = action.criteria.map((criterion) => evaluateKnown(criterion, outcome, engines));
    if (results.includes(false)) continue;
    if (action.type === 'goto' && action.stepId !== undefined) next.push(positions.get(action.stepId)!);
    // A retry gives way to what follows it once its limit is used up (clause H13).
    if (action.type !== 'retry' && results.every((result) => result === true)) return true;
  }
  return false;
}

function reportEffectThatFails(
  context: CompileContext,
  step: StepPlan,
  pointer: string,
  consequences: readonly Consequence[],
): void {
  if (step.target.kind !== 'operation' || ['GET', 'HEAD', 'OPTIONS'].includes(step.target.operation.method))
    return;
  const harmful = consequences.filter(
    ({ outcome, succeeds, mayFail }) => outcome.statusCode < 300 && succeeds === false && mayFail,
  );
  if (harmful.length === 0) return;
  const message = `Step "${step.stepId}" fails, and the workflow with it, after calls that took effect: ${reasons(harmful)}.`;
  const place = context.located.place(`${pointer}/successCriteria`, 'key');
  const hint = 'Let the step succeed on every answer that took effect, and decide what follows in onSuccess.';
  context.report(diagnose('step/unsafe-success', message, { place, hint }));
}

function reportUnreached(
  context: CompileContext,
  step: StepPlan,
  pointer: string,
  steps: readonly StepPlan[],
  consequences: readonly (readonly Consequence[])[],
  next: readonly ReadonlySet<number>[],
  index: number,
): void {
  const before = steps.flatMap((each, from) => {
    const known = consequences[from]!;
    if (from === index || !next[from]!.has(index) || known.length === 0) return [];
    return [`After "${each.stepId}", ${reasons(known)}.`];
  });
  const place = context.located.place(`${pointer}/stepId`);
  if (before.length === 0) {
    const message = `Nothing leads to step "${step.stepId}".`;
    const hint = 'Remove the step, or let an action of another step go to it.';
    context.report(diagnose('step/never-reached', message, { place, hint, severity: 'warning' }));
    return;
  }
  const message = [`No known answer leads to step "${step.stepId}".`, ...before].join(' ');
  const hint =
    'Let the answers that should lead here pass the successCriteria of the step before, or add an onFailure action with a goto.';
  context.report(diagnose('step/never-reached', message, { place, hint }));
}

/** The answers grouped by what they run into: `$statusCode == 200 does not hold for a declined card (HTTP 402)`. */
function reasons(consequences: readonly Consequence[]): string {
  const groups = new Map<string, string[]>();
  for (const { outcome, failing } of consequences) {
    const why = failing === undefined ? 'it goes elsewhere for' : `${failing} does not hold for`;
    groups.set(why, [...(groups.get(why) ?? []), `${outcome.name} (HTTP ${outcome.statusCode})`]);
  }
  return [...groups].map(([why, outcomes]) => `${why} ${outcomes.join(', ')}`).join('; ');
}

/** The literal members of a body: those of its payload that nothing replaces, and those that a literal replaces. */
export function knownBody({ payload, replacements = [] }: BodyPlan): unknown {
  const part = literalPart(payload);
  if (replacements.length === 0 || !isObject(part)) return part;
  const members = new Map(Object.entries(part));
  for (const { value, ...target } of replacements) {
    // What a query selects depends on the run.
    const [first, ...deeper] = target.dialect === 'jsonpointer' ? target.path : [];
    if (first === undefined) return undefined;
    members.delete(first.name);
    const literal = deeper.length === 0 ? literalPart(value) : undefined;
    if (literal !== undefined) members.set(first.name, literal);
  }
  return Object.fromEntries(members);
}

/** The literal members of a payload; those that depend on the run are left out. */
function literalPart(template: Template): unknown {
  if (template.kind === 'literal') return template.value;
  if (template.kind !== 'object') return undefined;
  return Object.fromEntries(
    template.members.flatMap(([name, value]) => {
      const literal = literalPart(value);
      return literal === undefined ? [] : [[name, literal]];
    }),
  );
}
