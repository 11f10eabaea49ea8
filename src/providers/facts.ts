import { isObject, type JsonObject } from '../text/json.ts';

/** Safe facts about an answer, by name. */
export type Facts = Record<string, string | number | boolean>;

/** Identifiers and codes only: no spaces, so that no sentence with a name or a key in it can pass for one. */
const identifier = /^[\w.:[\]-]{1,255}$/;

/** Adds a fact where the value is an identifier, a number or a boolean; anything else is not safe to store. */
export function addFact(facts: Facts, name: string, value: unknown): void {
  if (
    typeof value === 'string'
      ? identifier.test(value)
      : typeof value === 'number' || typeof value === 'boolean'
  ) {
    facts[name] = value as string | number | boolean;
  }
}

/** A member of a decoded body, or undefined: bodies come from strangers, and inherited members are not theirs. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A member that is an object itself; an empty object otherwise. */
export function objectMember(value: unknown, name: string): JsonObject {
  const found = member(value, name);
  return isObject(found) ? found : {};
}
