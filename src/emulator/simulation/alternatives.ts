import type { CriterionPlan } from '../../criterion/criterion-plan.ts';
import { TransportFailure } from '../../engine/ports.ts';
import type { KnownOutcome } from '../../plan/known-outcome.ts';
import { createDraft } from '../cooperation/draft.ts';
import {
  type Answering,
  type ExpectedAnswer,
  expectedAnswer,
  type ExpectingStep,
  judge,
  suitingOf,
} from '../cooperation/expected-answer.ts';
import { statusesIn } from '../../criterion/statuses-in.ts';
import { suitCriterion } from '../cooperation/suit-criterion.ts';
import { documentedStatuses, makeAnswer, type MockAnswer } from '../mock/mock-answer.ts';

/**
 * How an outcome is known of: its provider gives it, as its emulator does; the description of the API has it; it is not described, but what the document counts on or
 * what may come of any call; or the network fails.
 */
export type Basis = 'provider' | 'described' | 'undescribed' | 'network';

/** One thing that may come of a call. */
export interface Alternative {
  /** For people: `HTTP 404`, `a declined card (HTTP 402)`, `no connection`. Unique among those of one call. */
  readonly title: string;
  readonly basis: Basis;
  readonly reply: MockAnswer | TransportFailure;
  /** The same text for those after which a run goes on alike. */
  readonly consequence: string;
}

/** What a call's alternatives are found with. */
export interface Call {
  readonly answering: Answering;
  readonly expecting: ExpectingStep;
  /** What the provider is known to answer; none when nothing is known, and the description tells. */
  readonly known: readonly KnownOutcome[];
  /** Whether criteria elsewhere look at the outputs of the step, so that they are part of what follows. */
  readonly isLookedAt: boolean;
}

/**
 * Everything that may come of a call: what its provider is known to answer, else the documented responses, each so that it satisfies and so that it
 * violates what the step's criteria and actions ask; and that there is no connection, or no answer. The one that lets the run go on comes first.
 */
export function alternativesOf(call: Call): readonly Alternative[] {
  const answered = call.known.length > 0 ? knownAnswers(call) : documentedAnswers(call);
  const rank = ({ succeeded, way }: ExpectedAnswer): number =>
    (succeeded ? 0 : 2) + (way === 'forward' ? 0 : 1);
  const alternatives = answered
    .toSorted(([, a], [, b]) => rank(a) - rank(b))
    .map(([title, judged]) => ({
      title,
      basis: basisOf(judged, call),
      reply: judged.answer,
      consequence: consequenceOf(judged, call),
    }));
  return [...alternatives, ...withoutAnswer()];
}

type Titled = readonly [title: string, judged: ExpectedAnswer];

function basisOf({ answer }: ExpectedAnswer, { known }: Call): Basis {
  if (known.length > 0) return 'provider';
  return answer.documented ? 'described' : 'undescribed';
}

function consequenceOf({ succeeded, action, outputs }: ExpectedAnswer, { isLookedAt }: Call): string {
  return JSON.stringify([succeeded, action ?? null, isLookedAt ? outputs : null]);
}

function withoutAnswer(): readonly Alternative[] {
  return (
    [
      ['no connection', 'refused', 'not-sent', 'The connection was refused.'],
      ['no answer', 'reset', 'unknown', 'The connection was closed without an answer.'],
    ] as const
  ).map(([title, reason, delivery, message]) => ({
    title,
    basis: 'network' as const,
    reply: new TransportFailure(reason, delivery, message),
    consequence: title,
  }));
}

function knownAnswers({ known, expecting }: Call): readonly Titled[] {
  return known.map(({ name, statusCode, body }) => {
    const answer: MockAnswer = {
      statusCode,
      headers: {},
      contentType: 'application/json',
      body,
      documented: true,
    };
    return [`${name} (HTTP ${statusCode})`, judge(answer, expecting)];
  });
}

function documentedAnswers(call: Call): readonly Titled[] {
  const { answering, expecting } = call;
  const { mock } = answering;
  const expected = expectedAnswer(answering, expecting);
  const found = new Map<string, Titled>();
  const add = (title: string, judged: ExpectedAnswer): void => {
    const { statusCode } = judged.answer;
    const key = `${statusCode} ${consequenceOf(judged, { ...call, isLookedAt: false })}`;
    const isFirst = ![...found.values()].some(([, other]) => other.answer.statusCode === statusCode);
    if (!found.has(key)) found.set(key, [isFirst ? `HTTP ${statusCode}` : title, judged]);
  };
  add('', expected);
  const documented = [...documentedStatuses(mock), ...(mock.responses.has('default') ? [500] : [])];
  for (const statusCode of new Set(documented)) {
    add(`HTTP ${statusCode}, otherwise`, expectedAnswer(answering, expecting, [statusCode]));
    for (const [title, judged] of variants(call, statusCode)) add(`HTTP ${statusCode}, ${title}`, judged);
  }
  // A step may count on a status that is not described.
  for (const statusCode of statusesIn(expecting.step.plan.successCriteria)) {
    const judged = expectedAnswer(answering, expecting, [statusCode]);
    if (judged.succeeded) add(`HTTP ${statusCode}, otherwise`, judged);
  }
  const isFailing = [...found.values()].some(([, { succeeded }]) => !succeeded);
  if (!isFailing) {
    const judged = judge(makeAnswer(mock, 500, answering), expecting);
    found.set('undocumented', ['HTTP 500, which is not described', judged]);
  }
  return [...found.values()];
}

/** Answers of a status that violate each success criterion, and that satisfy those of each action. */
function variants({ answering, expecting }: Call, statusCode: number): readonly Titled[] {
  const { successCriteria, onSuccess, onFailure } = expecting.step.plan;
  const from = makeAnswer(answering.mock, statusCode, answering, answering.accept);
  const suited = (wanted: readonly CriterionPlan[], unwanted: readonly CriterionPlan[]): ExpectedAnswer => {
    const draft = createDraft(from, answering);
    const suiting = suitingOf(draft, expecting);
    for (const criterion of wanted) suitCriterion(criterion, true, suiting);
    for (const criterion of unwanted) suitCriterion(criterion, false, suiting);
    return judge(draft.answer(), expecting);
  };
  return [
    ...successCriteria.map((criterion): Titled => {
      const others = successCriteria.filter((other) => other !== criterion);
      return [`but not ${criterion.condition}`, suited(others, [criterion])];
    }),
    ...onSuccess.map(({ name, criteria }): Titled => [
      `for the action "${name}"`,
      suited([...successCriteria, ...criteria], []),
    ]),
    ...onSuccess.map(({ name, criteria }): Titled => [
      `not for the action "${name}"`,
      suited(successCriteria, criteria),
    ]),
    ...onFailure.map(({ name, criteria }): Titled => [`for the action "${name}"`, suited(criteria, [])]),
  ];
}
