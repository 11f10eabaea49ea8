import { evaluateKnown } from '../../criterion/evaluate-known.ts';
import type { CriterionPlan } from '../../criterion/criterion-plan.ts';
import { evaluateStep } from '../../engine/evaluate-step.ts';
import type { LinkedStep } from '../../engine/program.ts';
import type { Expression } from '../../expression/expression.ts';
import type { Outputs, Scope } from '../../expression/scope.ts';
import type { Template } from '../../expression/template.ts';
import { decodeBody } from '../../http/decode-body.ts';
import {
  type AnswerMaking,
  documentedStatuses,
  makeAnswer,
  makeAnswers,
  type MockAnswer,
  usualStatus,
  writeAnswer,
} from '../mock/mock-answer.ts';
import type { MockOperation } from '../mock/mock-operation.ts';
import { createDraft, type Draft } from './draft.ts';
import { type AnswerPlace, ensureHeader, type Suiting } from './suit-condition.ts';
import { suitCriterion } from './suit-criterion.ts';
import { suitQuery } from './suit-query.ts';
import { statusesIn } from '../../criterion/statuses-in.ts';
import type { Use, Uses } from './uses.ts';

/** A step that expects something of the answer to its call. */
export interface ExpectingStep {
  readonly step: LinkedStep;
  /** What its expressions can see before the answer. */
  readonly scope: Scope;
  /** Index of each step of the workflow by stepId: what goes back may go round for ever. */
  readonly positions: ReadonlyMap<string, number>;
  readonly uses: Uses;
  /** Puts into an answer what it must have whatever else is changed in it. */
  readonly fixed?: (draft: Draft) => void;
}

/** An answer, and what its step makes of it. */
export interface ExpectedAnswer {
  readonly answer: MockAnswer;
  readonly succeeded: boolean;
  /** Where the run goes: forward, to its end, or back. */
  readonly way: Way;
  /** Names of outputs that find nothing in it. */
  readonly unresolved: readonly string[];
  readonly outputs: Outputs;
  /** The name of the action that follows; absent when none of the chain matches. */
  readonly action?: string;
}

type Way = 'forward' | 'end' | 'back';

/** What makes an answer: the operation, how values are made, and what the request takes. */
export interface Answering extends AnswerMaking {
  readonly mock: MockOperation;
  readonly accept?: string | undefined;
}

/**
 * The answer that lets a step succeed and the run go on: of a documented status that its criteria allow, else of one that they name; with members
 * that let the criteria hold, and with everything that its outputs take from it, of the types that the description or their use gives. What
 * it comes to is evaluated as a run does, and the best answer is taken.
 * @param statuses Only these, in this order, when they are given.
 */
export function expectedAnswer(
  answering: Answering,
  expecting: ExpectingStep,
  statuses: readonly number[] = candidateStatuses(answering.mock, expecting.step),
): ExpectedAnswer {
  const { mock, accept } = answering;
  const candidates = function* (): Generator<readonly [MockAnswer, ExpectingStep]> {
    for (const statusCode of statuses)
      for (const answer of likeliest(makeAnswers(mock, statusCode, answering, accept), expecting))
        yield [answer, expecting];
  };
  return (
    bestAnswer(candidates(), answering) ?? judge(makeAnswer(mock, usualStatus(mock), answering), expecting)
  );
}

/** More examples are not changed to suit a step. */
const mostExamples = 5;

/** Answers of several examples, those first that come to the most as they are: what is changed in an example may contradict the rest of it. */
function likeliest(answers: readonly MockAnswer[], expecting: ExpectingStep): readonly MockAnswer[] {
  if (answers.length === 1) return answers;
  const scores = new Map(answers.map((answer) => [answer, scoreOf(judge(answer, expecting))]));
  return answers.toSorted((one, other) => scores.get(other)! - scores.get(one)!).slice(0, mostExamples);
}

/** The best of some answers, each suited to what its step expects; undefined when there is none. */
export function bestAnswer(
  candidates: Iterable<readonly [MockAnswer, ExpectingStep]>,
  making: AnswerMaking,
): ExpectedAnswer | undefined {
  let best: ExpectedAnswer | undefined;
  for (const [from, expecting] of candidates) {
    for (const suited of variants(from, making, expecting)) {
      if (best === undefined || scoreOf(suited) > scoreOf(best)) best = suited;
      if (isPerfect(best)) return best;
    }
  }
  return best;
}

/** The statuses that may let a step succeed: described ones first. All of them when no criterion allows any. */
function candidateStatuses(mock: MockOperation, { plan }: LinkedStep): readonly number[] {
  const all = [
    ...new Set([...documentedStatuses(mock), usualStatus(mock), ...statusesIn(plan.successCriteria), 200]),
  ];
  const allowed = all.filter((statusCode) => allows(plan.successCriteria, statusCode));
  return allowed.length === 0 ? all.slice(0, 1) : allowed;
}

function allows(criteria: readonly CriterionPlan[], statusCode: number): boolean {
  if (criteria.length === 0) return statusCode >= 200 && statusCode < 300;
  return criteria.every(
    (criterion) => criterion.type !== 'simple' || evaluateKnown(criterion, { statusCode }, {}) !== false,
  );
}

function isPerfect({ succeeded, way, unresolved, answer }: ExpectedAnswer): boolean {
  return succeeded && way === 'forward' && unresolved.length === 0 && answer.documented;
}

function scoreOf({ succeeded, way, unresolved, answer }: ExpectedAnswer): number {
  const far = { forward: 2, end: 1, back: 0 }[way];
  return (
    (succeeded ? 1e6 : 0) + far * 1e4 - Math.min(unresolved.length, 50) * 100 + (answer.documented ? 10 : 0)
  );
}

/** An answer suited to the criteria; then, where the run would not go forward, to those of each action that does, or against those that don't. */
function* variants(
  from: MockAnswer,
  making: AnswerMaking,
  expecting: ExpectingStep,
): Generator<ExpectedAnswer> {
  const { step } = expecting;
  const suit = (change: (suiting: Suiting) => void): ExpectedAnswer => {
    const draft = createDraft(from, making);
    const suiting = suitingOf(draft, expecting);
    const meet = (): void => {
      for (const criterion of step.plan.successCriteria) suitCriterion(criterion, true, suiting);
    };
    meet();
    supplyOutputs(suiting, expecting);
    change(suiting);
    meet();
    expecting.fixed?.(draft);
    return judge(draft.answer(), expecting);
  };
  const plain = suit(() => undefined);
  yield plain;
  if (!plain.succeeded || plain.way === 'forward') return;
  for (const { criteria, ...action } of step.plan.onSuccess) {
    const way = wayOf(expecting, action);
    // An end is better than going round.
    if ((action.type === 'goto' && way === 'forward') || (way === 'end' && plain.way === 'back')) {
      yield suit((suiting) => {
        for (const criterion of criteria) suitCriterion(criterion, true, suiting);
      });
    }
  }
  const against = step.plan.onSuccess.flatMap(({ criteria }) => criteria);
  yield suit((suiting) => {
    for (const criterion of against) suitCriterion(criterion, false, suiting);
  });
  for (const criterion of against) yield suit((suiting) => suitCriterion(criterion, false, suiting));
}

function wayOf(
  { step, positions }: ExpectingStep,
  action: { readonly type: string; readonly stepId?: string },
): Way {
  if (action.type === 'end') return 'end';
  if (action.stepId === undefined) return action.type === 'retry' ? 'back' : 'forward';
  return (positions.get(action.stepId) ?? 0) > (positions.get(step.plan.stepId) ?? 0) ? 'forward' : 'back';
}

/** What a step makes of an answer, evaluated as a run does it. */
export function judge(answer: MockAnswer, expecting: ExpectingStep): ExpectedAnswer {
  const { statusCode } = answer;
  const scope = answeredScope(answer, expecting);
  const fallback = statusCode >= 200 && statusCode < 300;
  const { succeeded, unresolved, outputs, actions } = evaluateStep(expecting.step, scope, true, fallback);
  const index = actions.findIndex(({ matched }) => matched);
  const chain = succeeded ? expecting.step.plan.onSuccess : expecting.step.plan.onFailure;
  const otherwise: Way = succeeded ? 'forward' : 'end';
  const action = chain[index];
  return {
    answer,
    succeeded,
    unresolved,
    outputs,
    way: action === undefined ? otherwise : wayOf(expecting, action),
    ...(action === undefined ? {} : { action: action.name }),
  };
}

/** The scope once an answer has come, read from its bytes as a run reads it: a message where the step awaits one. */
export function answeredScope(
  answer: MockAnswer,
  { step, scope }: Pick<ExpectingStep, 'step' | 'scope'>,
): Scope {
  const { statusCode, headers, body } = writeAnswer(answer);
  const decoded = decodeBody(body, headers['content-type']);
  return step.plan.target.kind === 'channel'
    ? { ...scope, message: { header: headers, payload: decoded } }
    : { ...scope, response: { statusCode, header: headers, body: decoded } };
}

/** How an answer in the making is read by its step's expressions. */
export function suitingOf(draft: Draft, expecting: ExpectingStep): Suiting {
  const { step } = expecting;
  const placeOf = (expression: Expression): AnswerPlace | undefined => {
    if (expression.kind === 'response' || expression.kind === 'message') {
      if (expression.source === 'body' || expression.source === 'payload')
        return { kind: 'body', tokens: expression.pointer ?? [] };
      return expression.source === 'header' ? { kind: 'header', name: expression.name } : undefined;
    }
    // Criteria of actions see the outputs that the step has just got.
    if (expression.kind !== 'steps' || expression.stepId !== step.plan.stepId) return undefined;
    const output = step.plan.outputs.find(({ name }) => name === expression.name)?.value;
    const place = output?.kind === 'expression' ? placeOf(output.expression) : undefined;
    return place?.kind === 'body'
      ? { kind: 'body', tokens: [...place.tokens, ...(expression.pointer ?? [])] }
      : place;
  };
  return { draft, placeOf, scope: () => answeredScope(draft.answer(), expecting) };
}

/** Lets everything be in an answer that outputs take from it, and what later steps take from those. */
function supplyOutputs(suiting: Suiting, { step, uses }: ExpectingStep): void {
  for (const { name, value } of step.plan.outputs) {
    supply(value, suiting, uses.outputs.get(`${step.plan.stepId} ${name}`) ?? []);
  }
}

function supply(template: Template, suiting: Suiting, used: readonly Use[]): void {
  switch (template.kind) {
    case 'expression': {
      const place = suiting.placeOf(template.expression);
      if (place?.kind === 'header') ensureHeader(suiting, place.name);
      if (place?.kind !== 'body') return;
      const whole = used.find(({ pointer, schema }) => pointer.length === 0 && schema !== undefined)?.schema;
      const wanted = [...used.filter(({ pointer }) => pointer.length > 0), { pointer: [], schema: whole }];
      for (const { pointer, schema } of wanted) {
        const tokens = [...place.tokens, ...pointer];
        suiting.draft.ensure(tokens, schema);
        if (schema !== undefined) suiting.draft.fit(tokens, schema);
      }
      return;
    }
    case 'selector': {
      const { context, selector, dialect } = template.selector;
      const place = context.kind.startsWith('all-') ? undefined : suiting.placeOf(context as Expression);
      if (place?.kind !== 'body') return;
      if (dialect === 'jsonpath') suitQuery(suiting.draft, selector, place.tokens);
      if (dialect === 'jsonpointer') suiting.draft.ensure([...place.tokens, ...selectorTokens(selector)]);
      return;
    }
    case 'text':
      for (const part of template.parts) {
        if (typeof part !== 'string') supply({ kind: 'expression', expression: part }, suiting, []);
      }
      return;
    case 'object':
      for (const [, member] of template.members) supply(member, suiting, []);
      return;
    case 'array':
      for (const item of template.items) supply(item, suiting, []);
      return;
    case 'literal':
    case 'supplied':
  }
}

function selectorTokens(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
