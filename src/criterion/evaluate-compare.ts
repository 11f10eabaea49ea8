import { compareDigits } from '../text/exact-number.ts';
import { isObject } from '../text/json.ts';
import type { ComparisonOperator } from './condition.ts';

/**
 * Compares two JSON values as simple conditions do (table: docs/clauses.md 2.2). Missing values count as null (clause K13).
 * Orderings of null, booleans, objects and arrays are false, with equal values too.
 */
export function evaluateCompare(operator: ComparisonOperator, left: unknown, right: unknown): boolean {
  switch (operator) {
    case '==':
      return equals(left ?? null, right ?? null);
    case '!=':
      return !equals(left ?? null, right ?? null);
    case '<':
      return isBefore(left, right, false);
    case '<=':
      return isBefore(left, right, true);
    case '>':
      return isBefore(right, left, false);
    default:
      return isBefore(right, left, true);
  }
}

/** Whether a bare value passes: not false, null, missing, 0, NaN or "". Empty lists and objects pass. */
export function isTruthy(value: unknown): boolean {
  return Boolean(value);
}

function equals(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left === 'string' && typeof right === 'string') return fold(left) === fold(right);
  return numericOrder(left, right) === 0 || deepEquals(left, right);
}

function isBefore(left: unknown, right: unknown, orEqual: boolean): boolean {
  const order = numericOrder(left, right);
  if (order !== undefined) return orEqual ? order <= 0 : order < 0;
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  const [a, b] = [fold(left), fold(right)];
  return orEqual ? a <= b : a < b;
}

/**
 * How two values follow one another as numbers, when each is a number or the text of a JSON number: below 0, 0 or above 0. What is equal as
 * doubles may differ in digits that only a text keeps (clause K12).
 */
function numericOrder(left: unknown, right: unknown): number | undefined {
  const a = numeric(left);
  const b = a === undefined ? undefined : numeric(right);
  if (a === undefined || b === undefined) return undefined;
  if (a !== b) return a < b ? -1 : 1;
  return typeof left === typeof right && left === right ? 0 : compareDigits(String(left), String(right));
}

const jsonNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && jsonNumber.test(value) ? Number(value) : undefined;
}

/** Lower case by code point, so that no neighbour and no locale decides what a letter becomes. */
function fold(text: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII is the common case and needs no code points
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, (character) => character.toLowerCase()).join('');
}

/** Equality of JSON values, letter case included. Without recursion, because a body may be nested as deep as it likes. */
function deepEquals(left: unknown, right: unknown): boolean {
  const pending: (readonly [unknown, unknown])[] = [[left, right]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [a, b] = pair;
    if (a === b) continue;
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return false;
      for (const [index, item] of a.entries()) pending.push([item, b[index]]);
    } else if (isObject(a) && isObject(b)) {
      const names = Object.keys(a);
      if (names.length !== Object.keys(b).length) return false;
      for (const name of names) {
        if (!Object.hasOwn(b, name)) return false;
        pending.push([a[name], b[name]]);
      }
    } else {
      return false;
    }
  }
  return true;
}
