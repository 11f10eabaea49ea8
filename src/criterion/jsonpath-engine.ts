import { JSONPathEnvironment, JSONPathError, type JSONPathQuery, type JSONValue } from 'json-p3';
import type { CompileSelector } from '../expression/selector.ts';
import type { JsonObject } from '../text/json.ts';
import type { CompileTest, ConditionProblem } from './criterion-engines.ts';
import { linearFunction } from './linear-functions.ts';
import { queryTraps } from './query-traps.ts';

/** JSON that is nested deeper cannot be searched with `..`. */
const environment = new JSONPathEnvironment({ maxRecursionDepth: 1000 });
environment.functionRegister.set('match', linearFunction(true));
environment.functionRegister.set('search', linearFunction(false));

/** JSONPath of RFC 9535 (clause I7): passes when the query selects something in the context. */
export const jsonPathEngine: CompileTest = (text) => {
  const query = parseQuery(text);
  if ('problem' in query) return query;
  return {
    test: (context) => query.lazyQuery(context as JSONValue).next().done !== true,
    traps: queryTraps(query),
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
    select: (context) => {
      try {
        const values = selectValues(query, context);
        return { value: isSingular ? values[0] : values };
      } catch {
        return { problem: unevaluated };
      }
    },
    replace: (whole, value) => {
      try {
        const places = query.query(whole as JSONValue).locations();
        if (places.length === 0) return { problem: 'The query selects nothing.' };
        // What lies within another place goes with it, so the outer ones come last.
        const inward = places.toSorted((a, b) => b.length - a.length);
        return { value: inward.reduce((made, place) => withValueAt(made, place, value), whole) };
      } catch {
        return { problem: unevaluated };
      }
    },
  };
};

const unevaluated = 'The query could not be evaluated against its context.';

/** A whole with a value at a place that it has; only what changes is copied. */
function withValueAt(whole: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(whole)) return whole.with(Number(step), withValueAt(whole[Number(step)], rest, value));
  const members = new Map(Object.entries(whole as JsonObject));
  return Object.fromEntries(members.set(String(step), withValueAt(members.get(String(step)), rest, value)));
}

/** Parses a query of RFC 9535, or says why it is none. */
export function parseQuery(text: string): JSONPathQuery | { readonly problem: ConditionProblem } {
  try {
    return environment.compile(text);
  } catch (error) {
    return { problem: problemOf(text, error) };
  }
}

/** All values that a query selects, in order. */
export function selectValues(query: JSONPathQuery, context: unknown): unknown[] {
  return query.query(context as JSONValue).values();
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
