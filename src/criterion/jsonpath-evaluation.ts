import { jsonpath, TokenKind } from 'json-p3';
import { matchesPattern } from './linear-functions.ts';
import type { Work } from './work.ts';

const { expressions, selectors } = jsonpath;
type JSONPathQuery = jsonpath.JSONPathQuery;
type FilterExpression = jsonpath.expressions.FilterExpression;

/** A value with the way to it from the whole that is searched. */
export interface PlacedValue {
  readonly value: unknown;
  /** What holds it, and its name or index there; absent for the whole itself. */
  readonly holder?: PlacedValue;
  readonly key?: string | number;
}

/** What a query of a filter comes to where it selects nothing (RFC 9535, section 2.4.1). */
const nothing = Symbol('Nothing');

/** Looks at one value; true when no more are wanted. */
type Visit = (placed: PlacedValue) => boolean;

/** What the evaluation of one query goes by. */
interface Evaluation {
  readonly whole: unknown;
  readonly work: Work;
}

/**
 * Visits what a query selects, in the order of RFC 9535, until the visit wants no more. The library reads queries; they are evaluated here, because
 * there neither can be counted what is looked at, which a query of three descendant segments makes grow without bound, nor do wide lists fit its stack.
 * @throws EvaluationProblem when too much work is done.
 */
export function visitSelected(query: JSONPathQuery, whole: unknown, work: Work, visit: Visit): void {
  walk({ whole, work }, query.segments, 0, { value: whole }, visit);
}

/** Whether a filter's expression holds of a context, which is its root too. */
export function holds(expression: FilterExpression, context: unknown, work: Work): boolean {
  return isTrue({ whole: context, work }, expression, context);
}

/** The names and indices that lead to a value. */
export function wayTo({ holder, key }: PlacedValue): readonly (string | number)[] {
  const way: (string | number)[] = [];
  for (
    let at = { holder, key };
    at.holder !== undefined;
    at = { holder: at.holder.holder, key: at.holder.key }
  )
    way.push(at.key!);
  return way.toReversed();
}

function walk(
  evaluation: Evaluation,
  segments: JSONPathQuery['segments'],
  index: number,
  placed: PlacedValue,
  visit: Visit,
): boolean {
  const segment = segments[index];
  if (segment === undefined) return visit(placed);
  const next: Visit = (child) => walk(evaluation, segments, index + 1, child, visit);
  const select = (from: PlacedValue): boolean =>
    segment.selectors.some((selector) => selectFrom(evaluation, selector, from, next));
  if (segment.token.kind !== TokenKind.DDOT) return select(placed);
  const ahead = [placed];
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    evaluation.work.count(1);
    if (select(at)) return true;
    const first = ahead.length;
    eachChild(evaluation, at, (child) => {
      if (typeof child.value === 'object' && child.value !== null) ahead.push(child);
      return false;
    });
    reverseFrom(ahead, first);
  }
  return false;
}

/** What was pushed last is taken first, so the children of a value are turned around. */
function reverseFrom(list: PlacedValue[], first: number): void {
  for (let low = first, high = list.length - 1; low < high; low++, high--)
    [list[low], list[high]] = [list[high]!, list[low]!];
}

function selectFrom(
  evaluation: Evaluation,
  selector: jsonpath.selectors.JSONPathSelector,
  holder: PlacedValue,
  next: Visit,
): boolean {
  const { value } = holder;
  evaluation.work.count(1);
  if (selector instanceof selectors.NameSelector) {
    const { name } = selector;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    if (!Object.hasOwn(value, name)) return false;
    return next({ value: (value as Record<string, unknown>)[name], holder, key: name });
  }
  if (selector instanceof selectors.IndexSelector) {
    if (!Array.isArray(value)) return false;
    const key = selector.index < 0 ? value.length + selector.index : selector.index;
    return key in value && next({ value: value[key], holder, key });
  }
  if (selector instanceof selectors.SliceSelector) return slice(evaluation, selector, holder, next);
  if (!(selector instanceof selectors.FilterSelector)) return eachChild(evaluation, holder, next);
  const { expression } = selector;
  return eachChild(evaluation, holder, (child) => isTrue(evaluation, expression, child.value) && next(child));
}

/** RFC 9535, section 2.3.4.2. */
function slice(
  { work }: Evaluation,
  { start, stop, step = 1 }: jsonpath.selectors.SliceSelector,
  holder: PlacedValue,
  next: Visit,
): boolean {
  const { value } = holder;
  if (!Array.isArray(value) || step === 0) return false;
  const { length } = value;
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const within = (index: number): number =>
    Math.min(Math.max(index < 0 ? length + index : index, least), most);
  const from = start === undefined ? (step > 0 ? least : most) : within(start);
  const to = stop === undefined ? (step > 0 ? most : least) : within(stop);
  for (let key = from; step > 0 ? key < to : key > to; key += step) {
    work.count(1);
    if (next({ value: value[key], holder, key })) return true;
  }
  return false;
}

function eachChild({ work }: Evaluation, holder: PlacedValue, visit: Visit): boolean {
  const { value } = holder;
  if (Array.isArray(value)) {
    for (let key = 0; key < value.length; key++) {
      work.count(1);
      if (visit({ value: value[key], holder, key })) return true;
    }
    return false;
  }
  if (typeof value !== 'object' || value === null) return false;
  for (const [key, member] of Object.entries(value)) {
    work.count(1);
    if (visit({ value: member, holder, key })) return true;
  }
  return false;
}

function isTrue(evaluation: Evaluation, expression: FilterExpression, current: unknown): boolean {
  if (expression instanceof expressions.LogicalExpression) {
    return isTrue(evaluation, expression.expression, current);
  }
  if (expression instanceof expressions.PrefixExpression) {
    return !isTrue(evaluation, expression.right, current);
  }
  if (expression instanceof expressions.InfixExpression) {
    const { operator, left, right } = expression;
    if (operator === '&&') return isTrue(evaluation, left, current) && isTrue(evaluation, right, current);
    if (operator === '||') return isTrue(evaluation, left, current) || isTrue(evaluation, right, current);
    const values = [valueOf(evaluation, left, current), valueOf(evaluation, right, current)] as const;
    return compare(evaluation.work, operator, ...values);
  }
  if (expression instanceof expressions.FilterQuery) {
    return selectedBy(evaluation, expression, current, 1).length > 0;
  }
  return valueOf(evaluation, expression, current) !== false;
}

/** The values that a query within a filter selects, at most so many. */
function selectedBy(
  evaluation: Evaluation,
  query: jsonpath.expressions.FilterQuery,
  current: unknown,
  most: number,
): unknown[] {
  const values: unknown[] = [];
  const value = query instanceof expressions.RootQuery ? evaluation.whole : current;
  walk(evaluation, query.path.segments, 0, { value }, (placed) => values.push(placed.value) === most);
  return values;
}

/** What one side of a comparison, or an argument of a function, comes to. */
function valueOf(evaluation: Evaluation, expression: FilterExpression, current: unknown): unknown {
  if (expression instanceof expressions.FilterQuery)
    return only(selectedBy(evaluation, expression, current, 2));
  if (expression instanceof expressions.NullLiteral) return null;
  if (!(expression instanceof expressions.FunctionExtension)) {
    return (expression as jsonpath.expressions.StringLiteral).value;
  }
  const { name, args } = expression;
  const { work } = evaluation;
  if (name === 'count' || name === 'value') {
    const query = args[0] as jsonpath.expressions.FilterQuery;
    const values = selectedBy(evaluation, query, current, name === 'value' ? 2 : Infinity);
    return name === 'value' ? only(values) : values.length;
  }
  const [first, second] = args.map((arg) => valueOf(evaluation, arg, current));
  return name === 'length' ? lengthOf(work, first) : matchesPattern(first, second, name === 'match', work);
}

function only(values: readonly unknown[]): unknown {
  return values.length === 1 ? values[0] : nothing;
}

/** RFC 9535, section 2.4.4: a text is as long as it has Unicode scalar values. */
function lengthOf(work: Work, value: unknown): unknown {
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'string') {
    work.count(value.length);
    return value.length - (value.match(/[\ud800-\udbff][\udc00-\udfff]/g) ?? []).length;
  }
  if (typeof value !== 'object' || value === null) return nothing;
  const { length } = Object.keys(value);
  work.count(length);
  return length;
}

/** Compares two values as a filter does (RFC 9535, section 2.3.5.2.2). */
export function compare(work: Work, operator: string, left: unknown, right: unknown): boolean {
  switch (operator) {
    case '==':
      return isEqual(work, left, right);
    case '!=':
      return !isEqual(work, left, right);
    case '<':
      return isLess(left, right);
    case '>':
      return isLess(right, left);
    case '<=':
      return isLess(left, right) || isEqual(work, left, right);
    default:
      return isLess(right, left) || isEqual(work, left, right);
  }
}

function isLess(left: unknown, right: unknown): boolean {
  return (
    ((typeof left === 'string' && typeof right === 'string') ||
      (typeof left === 'number' && typeof right === 'number')) &&
    left < right
  );
}

function isEqual(work: Work, left: unknown, right: unknown): boolean {
  work.count(1);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return left === right;
  }
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => isEqual(work, item, right[index]));
  }
  const members = Object.entries(left);
  work.count(members.length);
  if (members.length !== Object.keys(right).length) return false;
  return members.every(
    ([name, value]) =>
      Object.hasOwn(right, name) && isEqual(work, value, (right as Record<string, unknown>)[name]),
  );
}
