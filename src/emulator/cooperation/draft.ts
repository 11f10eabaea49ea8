import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { formatPointer } from '../../text/pointer.ts';
import type { AnswerMaking, MockAnswer } from '../mock/mock-answer.ts';
import { flatten } from '../values/flatten.ts';
import { generateValue } from '../values/generate-value.ts';

/** An answer that is being changed so that it comes to what is expected of it. */
export interface Draft {
  /** As it is now. */
  answer(): MockAnswer;
  /** The value at decoded reference tokens of the body; undefined where nothing stands. */
  get(tokens: readonly string[]): unknown;
  /** Puts a value there, and makes what lies on the way. */
  set(tokens: readonly string[], value: unknown): void;
  /** Lets something stand there: what the body's schema says, else a value of another schema, else a text. */
  ensure(tokens: readonly string[], otherwise?: JsonSchema): void;
  /** Lets what stands there be of another schema too, as far as the body's own admits that. */
  fit(tokens: readonly string[], other: JsonSchema): void;
  setHeader(name: string, value: string): void;
  /** What the body's schema says of the value there; undefined when it says nothing. */
  schemaAt(tokens: readonly string[]): JsonSchema | undefined;
  /** A value of a schema for a place; the same one each time. */
  make(tokens: readonly string[], schema: JsonSchema): unknown;
}

/** Items that a list is filled up to, at the most, so that one with a certain index is there. */
const mostItems = 100;

/** Begins to change an answer, which itself stays as it is. */
export function createDraft(from: MockAnswer, { seed, compile }: AnswerMaking): Draft {
  const { schema: root } = from;
  let body = structuredClone(from.body);
  const headers: Record<string, string> = { ...from.headers };

  const schemaAt = (tokens: readonly string[]): JsonSchema | undefined =>
    root === undefined ? undefined : schemaWithin(root, root, tokens);
  const make = (tokens: readonly string[], schema: JsonSchema): unknown => {
    const { $defs = isObject(root) ? root['$defs'] : undefined, ...own } = isObject(schema) ? schema : {};
    const value: JsonSchema = isObject(schema) ? own : schema;
    // The last token names the value, as it does within a whole body.
    const name = tokens.at(-1) ?? '';
    const whole: JsonSchema = {
      properties: { [name]: value },
      required: [name],
      ...($defs === undefined ? {} : { $defs }),
    };
    const place = `${seed}${formatPointer(tokens)}`;
    const made = generateValue(whole, { seed: place, direction: 'response', check: compile(whole) });
    return isObject(made) ? made[name] : made;
  };
  const get = (tokens: readonly string[]): unknown => tokens.reduce<unknown>(memberOf, body);
  const set = (tokens: readonly string[], value: unknown): void => {
    body = replaced(body, tokens, value, { make, schemaAt, before: [] });
  };
  return {
    answer: () => ({
      ...from,
      headers,
      ...(body === undefined ? {} : { body, contentType: from.contentType ?? 'application/json' }),
    }),
    get,
    set,
    ensure(tokens, otherwise) {
      const present = get(tokens);
      if (present !== undefined && present !== null) return;
      const said = schemaAt(tokens);
      const value = said === undefined ? undefined : make(tokens, said);
      set(tokens, value ?? make(tokens, otherwise ?? { type: 'string' }));
    },
    fit(tokens, other) {
      const check = compile(other);
      if (check(get(tokens)).length === 0) return;
      const made = make(tokens, other);
      const said = schemaAt(tokens);
      const $defs = isObject(root) ? { $defs: root['$defs'] ?? {} } : {};
      const own = said === undefined ? undefined : compile(isObject(said) ? { ...said, ...$defs } : said);
      if (check(made).length === 0 && (own?.(made) ?? []).length === 0) set(tokens, made);
    },
    setHeader(name, value) {
      headers[name.toLowerCase()] = value;
    },
    schemaAt,
    make,
  };
}

function memberOf(value: unknown, token: string): unknown {
  if (Array.isArray(value)) return /^(?:0|[1-9]\d{0,6})$/.test(token) ? value[Number(token)] : undefined;
  return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

interface Replacing extends Pick<Draft, 'make' | 'schemaAt'> {
  readonly before: readonly string[];
}

function replaced(at: unknown, tokens: readonly string[], value: unknown, replacing: Replacing): unknown {
  const [token, ...rest] = tokens;
  if (token === undefined) return value;
  const before = [...replacing.before, token];
  const deeper = (current: unknown): unknown => replaced(current, rest, value, { ...replacing, before });
  const isIndex = /^(?:0|[1-9]\d{0,6})$/.test(token) && Number(token) < mostItems;
  const container = at ?? madeContainer(replacing);
  if (Array.isArray(container) && isIndex) return withItem(container, Number(token), deeper, replacing);
  if (isObject(container)) return { ...container, [token]: deeper(memberOf(container, token)) };
  return isIndex ? withItem([], Number(token), deeper, replacing) : { [token]: deeper(undefined) };
}

/** What the schema would have on the way, so that its other members are there too. */
function madeContainer({ before, make, schemaAt }: Replacing): unknown {
  const schema = schemaAt(before);
  const made = schema === undefined ? undefined : make(before, schema);
  return typeof made === 'object' ? made : undefined;
}

function withItem(
  list: readonly unknown[],
  index: number,
  change: (item: unknown) => unknown,
  { before, make, schemaAt }: Replacing,
): unknown[] {
  const items = [...list];
  for (let next = items.length; next < index; next++) {
    const place = [...before, String(next)];
    const schema = schemaAt(place);
    items.push(schema === undefined ? (structuredClone(items[0]) ?? null) : make(place, schema));
  }
  items[index] = change(items[index]);
  return items;
}

/** Alternatives of one schema that are tried for a member. */
const mostAlternatives = 16;

function schemaWithin(
  schema: JsonSchema,
  root: JsonSchema,
  tokens: readonly string[],
): JsonSchema | undefined {
  const [token, ...rest] = tokens;
  if (token === undefined) return schema;
  for (let turn = 0; turn < mostAlternatives; turn++) {
    let alternatives = 1;
    const { schema: flat } = flatten(schema, root, (options) => {
      alternatives = Math.max(alternatives, options.length);
      return turn % options.length;
    });
    const member = memberSchema(flat, token);
    const found = member === undefined ? undefined : schemaWithin(member, root, rest);
    if (found !== undefined || turn + 1 >= alternatives) return found;
  }
  return undefined;
}

function memberSchema(flat: JsonObject, token: string): JsonSchema | undefined {
  const properties = isObject(flat['properties']) ? flat['properties'] : {};
  if (Object.hasOwn(properties, token)) return properties[token] as JsonSchema;
  if (/^\d+$/.test(token)) {
    const tuple = Array.isArray(flat['prefixItems']) ? (flat['prefixItems'] as readonly JsonSchema[]) : [];
    const item = tuple[Number(token)] ?? (flat['items'] as JsonSchema | undefined);
    if (item !== undefined) return item;
  }
  const rest = flat['additionalProperties'];
  return isObject(rest) ? rest : undefined;
}
