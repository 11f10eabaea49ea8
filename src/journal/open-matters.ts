import type { Effect } from '../engine/effect.ts';
import type { CallOutcome } from '../engine/outcome.ts';
import type { Entry, OutcomeEntry } from './entry.ts';

/** What is under way in a run and not told by its state. Plain JSON. By effect name unless said otherwise. */
export interface OpenMatters {
  /** Waits that have begun: when they are over, in milliseconds since the Unix epoch. */
  readonly waits: Readonly<Record<string, number>>;
  /** Calls of which it is unknown whether they took effect. */
  readonly doubts: Readonly<Record<string, OpenDoubt>>;
  /** When attempts that the provider has not decided were sent first. */
  readonly sent: Readonly<Record<string, number>>;
  /** From when on a process that is gone may have sent calls whose outcomes are open. */
  readonly abandoned: Readonly<Record<string, number>>;
  /** Of the latest entry. */
  readonly lastAt: number;
}

/** A call in doubt. */
export interface OpenDoubt {
  /** When it was about to be sent. */
  readonly at: number;
  /** What is known of it; absent when its process ended before there was anything to know. */
  readonly outcome?: CallOutcome;
  /** How often the provider was asked in vain. */
  readonly lookups: number;
  /** When it was asked last. */
  readonly askedAt?: number;
}

/** Nothing is under way. */
export const noMatters: OpenMatters = { waits: {}, doubts: {}, sent: {}, abandoned: {}, lastAt: 0 };

/**
 * What is under way once an entry is in the journal.
 * @param standing The effects that the run waits for by then.
 */
export function afterEntry(
  matters: OpenMatters,
  entry: Entry,
  standing: readonly Pick<Effect, 'name'>[],
): OpenMatters {
  const { waits, doubts, sent, abandoned } = matters;
  const next: OpenMatters = { waits, doubts, sent, abandoned, lastAt: entry.at };
  switch (entry.kind) {
    case 'taken': {
      if (!entry.orphaned) return next;
      // Not the time of this entry: the one before it is the last sign of life.
      const since = standing.map(({ name }) => [name, matters.lastAt]);
      return { ...next, abandoned: { ...Object.fromEntries(since), ...matters.abandoned } };
    }
    case 'waiting':
      return { ...next, waits: { ...matters.waits, [entry.effect]: entry.until } };
    case 'intent':
      return { ...next, doubts: { ...matters.doubts, [entry.effect]: { at: entry.at, lookups: 0 } } };
    case 'doubt':
      return { ...next, doubts: doubted(matters, entry.effect, { at: entry.at, outcome: entry.outcome }) };
    case 'lookup': {
      if (entry.found === 'did-not') return { ...next, doubts: omit(matters.doubts, entry.effect) };
      const { lookups = 0 } = matters.doubts[entry.effect] ?? {};
      // Whoever resumes after a refusal has other credentials: it is as if nobody had asked.
      const asked = entry.found === 'refused' ? {} : { lookups: lookups + 1, askedAt: entry.at };
      // The doubt about a key that may be forgotten begins with a look-up, but is as old as the call.
      const at = matters.sent[entry.effect] ?? matters.abandoned[entry.effect] ?? entry.at;
      return { ...next, doubts: doubted(matters, entry.effect, { at, ...asked }) };
    }
    case 'outcome':
      return afterOutcome(next, entry);
    case 'settled':
      return {
        ...next,
        doubts: omit(matters.doubts, entry.keyName),
        sent: omit(matters.sent, entry.keyName),
      };
    case 'started':
    case 'exchange':
    case 'repeated':
    case 'cancelled':
      return next;
  }
}

function afterOutcome(matters: OpenMatters, { effect, outcome, at }: OutcomeEntry): OpenMatters {
  const { waits, doubts, sent, lastAt } = matters;
  const abandoned = omit(matters.abandoned, effect);
  if (outcome.kind === 'waited') return { waits: omit(waits, effect), doubts, sent, abandoned, lastAt };
  const { decided, inDoubt } = outcome.provider;
  if (decided) {
    return { waits, doubts: omitStep(doubts, effect), sent: omitStep(sent, effect), abandoned, lastAt };
  }
  return {
    waits,
    doubts:
      inDoubt && !outcome.repeatable
        ? doubted(matters, effect, { at, ...firstTold(matters, effect, outcome) })
        : omit(doubts, effect),
    sent: { ...sent, [effect]: at - outcome.durationMilliseconds },
    abandoned,
    lastAt,
  };
}

/** What is known of a call in doubt without what came of asking about it, which every outcome adds to what was told first. */
function firstTold(
  { doubts }: OpenMatters,
  effect: string,
  outcome: CallOutcome,
): Pick<OpenDoubt, 'outcome'> {
  if (outcome.failure?.reason === 'interrupted') return {};
  return { outcome: doubts[effect]?.outcome ?? outcome };
}

/** The doubts with one that is new or known better; it began when it was first noted. */
function doubted(
  { doubts }: OpenMatters,
  effect: string,
  more: Pick<OpenDoubt, 'at'> & Partial<OpenDoubt>,
): OpenMatters['doubts'] {
  const before = doubts[effect];
  return { ...doubts, [effect]: { lookups: 0, ...before, ...more, at: before?.at ?? more.at } };
}

function omit<T>(record: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  if (!Object.hasOwn(record, name)) return record;
  const { [name]: _, ...others } = record;
  return others;
}

/** Without what concerns earlier attempts and visits of the same step: they are decided with this one. */
function omitStep<T>(record: Readonly<Record<string, T>>, effect: string): Readonly<Record<string, T>> {
  const names = Object.keys(record);
  if (names.length === 0) return record;
  const stem = effect.slice(0, effect.lastIndexOf('#') + 1);
  const kept = names.filter((name) => name.slice(0, name.lastIndexOf('#') + 1) !== stem);
  return kept.length === names.length
    ? record
    : Object.fromEntries(kept.map((name) => [name, record[name]!]));
}
