import type { Dialect } from './dialect.ts';

/** Applies a condition to the value of its context. Whatever it throws fails the criterion (clause I9). */
export type ConditionTest = (context: unknown) => boolean;

/** Whether a condition holds of a context that is there. */
export function holdsOf(test: ConditionTest, context: unknown): boolean {
  try {
    return test(context);
  } catch {
    return false;
  }
}

/** Why a text is not a condition of its language. */
export interface ConditionProblem {
  readonly message: string;
  readonly hint?: string;
  /** 0-based, in UTF-16 code units. */
  readonly offset: number;
}

/** What a query would do that its author hardly means (clause I7). */
export interface QueryTraps {
  /** Names of members that a filter applied to the context itself looks for in its members. */
  readonly filtered: readonly string[];
  /** Queries that end in a member `length`: the names before it, from the context on; without names when that cannot be told. */
  readonly lengths: readonly { readonly query: string; readonly names?: readonly string[] }[];
  /** Numbers that lose digits, so that nothing equals them: what they are compared with keeps its digits as a text (clause K12). */
  readonly numbers: readonly string[];
}

/** A condition ready to be applied, or why it is none. */
export type CompiledTest = SoundTest | { readonly problem: ConditionProblem };

/** A condition ready to be applied, and what can be told of it before. */
export interface SoundTest {
  readonly test: ConditionTest;
  readonly traps?: QueryTraps;
  readonly simple?: SimpleForm;
  /** What a comparison that has a simple form compares. */
  readonly compared?: readonly Compared[];
  /** The query that selects something exactly where the comparison holds; absent where there is none, or what is meant can be read in two ways. */
  readonly query?: string;
  /** Ways from the context to what the query takes the length of, where the condition has a member `length`. */
  readonly counted?: readonly Way[];
  /** What must be there for it to hold; asked for only where a document is checked. */
  readonly needs?: () => Needs;
}

/** What a condition needs of its context, all of it at once; or that it holds of none. */
export type Needs = readonly Need[] | 'impossible';

/** A place that must be there in the context of a condition, and what its value must be like. */
export interface Need {
  /** Names and indices that lead from the context to the place; null stands for any member or item. */
  readonly way: readonly (string | number | null)[];
  /** The literal that its value is compared with, and what comes of that for a value. */
  readonly compared?: { readonly value: unknown; readonly test: (value: unknown) => boolean };
}

/** Names and indices that lead from a context to one place in it. */
export type Way = readonly (string | number)[];

/** A place in the context, and the literal that it is compared with. */
export interface Compared {
  readonly way: Way;
  readonly value: unknown;
}

/** Writes a comparison of queries as a simple condition over the context; undefined when that cannot say the same. */
export type SimpleForm = (context: string) => string | undefined;

/** Compiles the text of a condition whose slots are filled. Never throws. */
export type CompileTest = (text: string) => CompiledTest;

/** What evaluates conditions, for each dialect that is used. */
export type CriterionEngines = Readonly<Partial<Record<Dialect, CompileTest>>>;

/**
 * Loads what evaluates conditions in these dialects. The libraries behind them take longer to load than everything else together,
 * so a document without such criteria must not load them; and evaluation is synchronous, so they are loaded before it.
 */
export async function loadEngines(dialects: Iterable<Dialect>): Promise<CriterionEngines> {
  const engines: Partial<Record<Dialect, CompileTest>> = {};
  for (const dialect of new Set(dialects)) engines[dialect] = await loaders[dialect]();
  return engines;
}

const loaders: Readonly<Record<Dialect, () => Promise<CompileTest>>> = {
  regex: async () => (await import('./regex-engine.ts')).regexEngine,
  jsonpath: async () => (await import('./jsonpath-engine.ts')).jsonPathEngine,
  'jsonpath-comparison': async () => (await import('./jsonpath-comparison.ts')).comparisonEngine,
  xpath: async () => (await import('./xpath-engine.ts')).xpathEngine,
  'xpath-10': async () => (await import('./xpath-10-engine.ts')).xpath10Engine,
};
