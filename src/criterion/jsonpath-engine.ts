import { JSONPathEnvironment, JSONPathError, type JSONPathQuery } from 'json-p3';
import type { CompileSelector } from '../expression/selector.ts';
import type { JsonObject } from '../text/json.ts';
import type { CompileTest, ConditionProblem } from './criterion-engines.ts';
import { EvaluationProblem } from './evaluation-problem.ts';
import { visitSelected, wayTo } from './jsonpath-evaluation.ts';
import { queryNeeds } from './query-needs.ts';
import { queryTraps } from './query-traps.ts';
import { startWork } from './work.ts';

const environment = new JSONPathEnvironment();

/** JSONPath of RFC 9535 (clause I7): passes when the query selects something in the context. */
export const jsonPathEngine: CompileTest = (text) => {
  const query = parseQuery(text);
  if ('problem' in query) return query;
  return {
    test: (context) => selects(query, context),
    traps: queryTraps(query),
    needs: () => queryNeeds(query),
  };
};

/**
 * JSONPath as a selector (clause J3): a query that can select one value at most comes to that value, any other to the list of all that it
 * selects.
 */
export const jsonPathSelector: CompileSelector = (text) => {
  const query = parseQuery(text);
  if ('problem' in query) return query;
  const isSingular = query.singularQuery();
  return {
    lostDigits: queryTraps(query).numbers,
    select: (context) => {
      try {
        const values = selectValues(query, context);
        return { value: isSingular ? values[0] : values };
      } catch (error) {
        return { problem: problemMet(error) };
      }
    },
    replace: (whole, value) => {
      try {
        const places = placesOf(query, whole);
        if (places === undefined) return { problem: 'The query selects nothing.' };
        return { value: replaced(whole, places, value) };
      } catch (error) {
        return { problem: problemMet(error) };
      }
    },
  };
};

function problemMet(error: unknown): string {
  if (error instanceof EvaluationProblem) return error.message;
  return 'The query could not be evaluated against its context.';
}

/** Where a value is to be put: here, or at places further in, by name or index. */
interface Places {
  isHere: boolean;
  readonly within: Map<string | number, Places>;
}

/** The places that a query selects, as a tree: what lies within another one goes with it. Undefined when there is none. */
function placesOf(query: JSONPathQuery, whole: unknown): Places | undefined {
  const work = startWork();
  const root: Places = { isHere: false, within: new Map() };
  let isEmpty = true;
  visitSelected(query, whole, work, (placed) => {
    isEmpty = false;
    let at = root;
    const way = wayTo(placed);
    work.count(4 * way.length);
    for (const key of way) {
      if (at.isHere) return false;
      const next = at.within.get(key) ?? { isHere: false, within: new Map() };
      at.within.set(key, next);
      at = next;
    }
    at.isHere = true;
    at.within.clear();
    return false;
  });
  return isEmpty ? undefined : root;
}

/** A whole with a value at places that it has; only what changes is copied. */
function replaced(whole: unknown, { isHere, within }: Places, value: unknown): unknown {
  if (isHere) return value;
  if (Array.isArray(whole)) {
    const items = [...(whole as unknown[])];
    for (const [key, places] of within) items[Number(key)] = replaced(items[Number(key)], places, value);
    return items;
  }
  const members = new Map(Object.entries(whole as JsonObject));
  for (const [key, places] of within)
    members.set(String(key), replaced(members.get(String(key)), places, value));
  return Object.fromEntries(members);
}

/** Parses a query of RFC 9535, or says why it is none. */
export function parseQuery(text: string): JSONPathQuery | { readonly problem: ConditionProblem } {
  try {
    return environment.compile(text);
  } catch (error) {
    return { problem: problemOf(text, error) };
  }
}

/** Whether a query selects anything. */
export function selects(query: JSONPathQuery, context: unknown): boolean {
  let found = false;
  visitSelected(query, context, startWork(), () => (found = true));
  return found;
}

/** All values that a query selects, in order. */
export function selectValues(query: JSONPathQuery, context: unknown): unknown[] {
  const values: unknown[] = [];
  visitSelected(query, context, startWork(), ({ value }) => values.push(value) < 0);
  return values;
}

function problemOf(text: string, error: unknown): ConditionProblem {
  if (text.trim() === '') return { message: 'The query is empty.', hint: 'Begin it with $.', offset: 0 };
  const script = /\[\s{0,20}\(/.exec(text);
  if (script !== null) {
    const message = 'Scripts in JSONPath are never run.';
    return { message, hint: 'Use [-1] for the last item, and [?...] for a condition.', offset: script.index };
  }
  if (!(error instanceof JSONPathError)) return { message: 'This is not JSONPath.', offset: 0 };
  // The library ends its message with an excerpt and the offset, which the place tells better.
  const reason = error.message.replace(/ \('[^]*$/, '');
  return { message: `This is not JSONPath (RFC 9535): ${reason}.`, offset: error.token.index };
}
