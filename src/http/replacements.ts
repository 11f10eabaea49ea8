import { compileTemplate } from '../expression/compile-template.ts';
import { formatSource } from '../expression/format-source.ts';
import type { Scope } from '../expression/scope.ts';
import type { SelectorEngines } from '../expression/selector.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import { UnserializableValue } from '../openapi/serialize/unserializable-value.ts';
import type { PathStep, ReplacementPlan } from '../plan/plan.ts';
import { isObject } from '../text/json.ts';
import { formatPointer } from '../text/pointer.ts';

/**
 * Compiles replacements to a function that makes them on a payload, in order (clauses G5 to G7). Only what changes is copied.
 * @throws UnresolvedValue (from the function) when a replacement has no value: sending what stood there before would be a guess.
 * @throws UnserializableValue (from the function) when the payload has no such place.
 */
export function compileReplacements(
  plans: readonly ReplacementPlan[],
  selectors?: SelectorEngines,
): (payload: unknown, scope: Scope) => unknown {
  const replacements = plans.map((plan) => ({
    put: compilePut(plan, selectors),
    source: formatSource(plan.value),
    evaluate: compileTemplate(plan.value, selectors),
  }));
  return (payload, scope) => {
    let made = payload;
    for (const { put: putInto, source, evaluate } of replacements) {
      const put = evaluate(scope);
      if (put === undefined && source !== undefined) {
        throw new UnresolvedValue(source, 'has no value, and a replacement needs one.');
      }
      made = putInto(made, put);
    }
    return made;
  };
}

/** Sets a value at the places that a target leads to. */
function compilePut(
  plan: ReplacementPlan,
  selectors: SelectorEngines = {},
): (payload: unknown, value: unknown) => unknown {
  if (plan.dialect === 'jsonpointer') return (payload, value) => putAt(payload, plan.path, 0, value);
  const { target, dialect } = plan;
  const compiled = selectors[dialect]!(target);
  if ('problem' in compiled || compiled.replace === undefined) throw new Error(`${target} was not checked.`);
  const { replace } = compiled;
  return (payload, value) => {
    const made = replace(payload, value);
    if ('value' in made) return made.value;
    throw new UnserializableValue('body', `has no place ${target} for a replacement: ${made.problem}`);
  };
}

function putAt(at: unknown, path: readonly PathStep[], index: number, value: unknown): unknown {
  const step = path[index];
  if (step === undefined) return value;
  const { name, list } = step;
  const holder = at ?? (list === true ? [] : {});
  if (Array.isArray(holder)) {
    const position = name === '-' ? holder.length : /^(?:0|[1-9][0-9]{0,9})$/.test(name) ? Number(name) : NaN;
    if (!(position <= holder.length)) throw noPlace(path, index, 'an array without such an item');
    return holder.toSpliced(position, 1, putAt(holder[position], path, index + 1, value));
  }
  if (!isObject(holder)) throw noPlace(path, index, 'neither an object nor an array');
  const before = Object.hasOwn(holder, name) ? holder[name] : undefined;
  const members = new Map(Object.entries(holder)).set(name, putAt(before, path, index + 1, value));
  return Object.fromEntries(members);
}

function noPlace(path: readonly PathStep[], index: number, what: string): UnserializableValue {
  const pointer = (steps: readonly PathStep[]): string => formatPointer(steps.map(({ name }) => name));
  const holder = index === 0 ? 'the payload' : pointer(path.slice(0, index));
  return new UnserializableValue(
    'body',
    `has no place ${pointer(path)} for a replacement: ${holder} is ${what}`,
  );
}
