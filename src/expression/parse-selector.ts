import { olderVersion } from '../arazzo/older-version.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import { parseExpression } from './parse-expression.ts';
import type { Selector, SelectorContext, SelectorDialect } from './selector.ts';
import { parseWholeMap } from './whole-map.ts';

const fields: readonly string[] = ['context', 'selector', 'type'];

/** By type, the dialect of each version that the specification knows; the first is that of a type without a version (clause J1). */
const dialects: ReadonlyMap<string, ReadonlyMap<string, SelectorDialect>> = new Map([
  [
    'jsonpath',
    new Map<string, SelectorDialect>([
      ['rfc9535', 'jsonpath'],
      ['draft-goessner-dispatch-jsonpath-00', 'jsonpath'],
    ]),
  ],
  [
    'xpath',
    new Map<string, SelectorDialect>([
      ['xpath-31', 'xpath'],
      ['xpath-30', 'xpath'],
      ['xpath-20', 'xpath'],
      ['xpath-10', 'xpath-10'],
    ]),
  ],
  ['jsonpointer', new Map<string, SelectorDialect>([['rfc6901', 'jsonpointer']])],
]);

/** A selector, or what keeps an object that resembles one from being one, and so is data; neither for any other object. */
export interface ParsedSelector {
  readonly selector?: Selector;
  /** The version that its type names, where it is read by the rules of a newer one. */
  readonly older?: string;
  /** A sentence about the object. */
  readonly flaw?: string;
}

/**
 * Reads an object of a 1.1 document as a Selector Object (clause F5): it has exactly `context`, `selector` and `type`, its context is an
 * expression or a whole map, its type is known. Extensions do not count.
 */
export function parseSelector(object: JsonObject): ParsedSelector {
  const names = Object.keys(object).filter((name) => !name.startsWith('x-'));
  if (names.length < 2 || !names.every((name) => fields.includes(name))) return {};
  const { context, selector, type } = object;
  const found = typeof context === 'string' ? contextOf(context) : undefined;
  const dialect = selectorDialect(type);
  const lacking = fields.find((name) => !names.includes(name));
  if (lacking !== undefined) {
    return found === undefined && dialect === undefined ? {} : { flaw: `It has no "${lacking}".` };
  }
  if (found === undefined) return { flaw: 'Its context is not a runtime expression.' };
  if (dialect === undefined) {
    return { flaw: 'Its type is not jsonpath, jsonpointer or xpath, or one of these with a known version.' };
  }
  if (typeof selector !== 'string') return { flaw: 'Its selector is not a text.' };
  const older = isObject(type) ? olderVersion(type['version']) : undefined;
  return { selector: { context: found, selector, dialect }, ...(older === undefined ? {} : { older }) };
}

function contextOf(text: string): SelectorContext | undefined {
  const whole = parseWholeMap(text);
  if (whole !== undefined) return whole;
  const parsed = parseExpression(text);
  return 'expression' in parsed ? parsed.expression : undefined;
}

/** The dialect that a type names, by itself or with a version that the specification knows; undefined for any other (clause J1). */
export function selectorDialect(type: unknown): SelectorDialect | undefined {
  if (typeof type === 'string') return dialects.get(type)?.values().next().value;
  if (typeof type !== 'object' || type === null || Array.isArray(type)) return undefined;
  const { type: name, version } = type as JsonObject;
  return typeof name === 'string' && typeof version === 'string'
    ? dialects.get(name)?.get(version)
    : undefined;
}
