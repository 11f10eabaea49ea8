import type { Expression } from './expression.ts';

/**
 * A Selector Object of Arazzo 1.1 (clauses J3 to J5), parsed: takes a part of the value of its context. Plain JSON.
 */
export interface Selector {
  readonly context: SelectorContext;
  /** A query, path or pointer in the language that `dialect` names, as written. */
  readonly selector: string;
  readonly dialect: SelectorDialect;
}

/** What a selector looks into: the value of an expression, or all inputs or outputs at once (clause J5). */
export type SelectorContext = Expression | WholeMap;

/** A map of inputs or outputs, which no expression of the grammar derives. */
export type WholeMap =
  | { readonly kind: 'all-inputs' | 'all-outputs' }
  | { readonly kind: 'all-of-step'; readonly stepId: string }
  | { readonly kind: 'all-of-workflow'; readonly workflowId: string; readonly field: 'inputs' | 'outputs' };

/** How a selector is read. XPath 2.0 and 3.0 are read as 3.1, and older JSONPath as RFC 9535 (clause J2). */
export type SelectorDialect = 'jsonpath' | 'jsonpointer' | 'xpath' | 'xpath-10';

/** What a selector comes to: a value, which is undefined when nothing is selected, or why the context cannot be searched. */
export type Selection = { readonly value: unknown } | { readonly problem: string };

/** Applies a selector to the value of its context, which is not undefined. Never throws. */
export type Select = (context: unknown) => Selection;

/** Sets a value at every place that a selector selects, and gives the new whole; what is given stays as it is. Never throws. */
export type Replace = (whole: unknown, value: unknown) => Selection;

/** A selector ready to be applied; JSON Pointers have no `replace`, since they can make the places that they lead to (clause G7). */
export interface CompiledSelector {
  readonly select: Select;
  readonly replace?: Replace;
  /** Numbers of it that lose digits, so that nothing equals them: what they are compared with keeps its digits as a text (clause K12). */
  readonly lostDigits?: readonly string[];
}

/** Compiles the text of a selector, or says why it is none; `offset` is 0-based, in UTF-16 code units. Never throws. */
export type CompileSelector = (
  text: string,
) =>
  | CompiledSelector
  | { readonly problem: { readonly message: string; readonly hint?: string; readonly offset: number } };

/** What evaluates selectors, for each dialect that is used. */
export type SelectorEngines = Readonly<Partial<Record<SelectorDialect, CompileSelector>>>;
