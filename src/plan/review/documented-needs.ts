import type { Need, Needs } from '../../criterion/criterion-engines.ts';
import type { PossibleValues } from '../../criterion/possible-results.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import { everyItem, memberSchemas, schemasAt } from '../../openapi/schema/schema-at.ts';
import { summarizeSchema, uniteSummaries } from '../../openapi/schema/summarize-schema.ts';
import { isKeptNumber } from '../../text/exact-number.ts';
import { documentedValues } from './documented-values.ts';

/** What a condition needs and, by what is documented, cannot have. */
export interface Lack {
  /** The place, as JSONPath from the context on. */
  readonly text: string;
  /** What its value may be; absent where the place is never there. */
  readonly possible?: PossibleValues;
}

/**
 * The first of the needs that the body of an answer with this status cannot have: a member that no closed schema on the way has, or a value that is none
 * of those listed, or of another type.
 * @param context Decoded reference tokens that lead from the body to the context.
 */
export function lackOf(
  needs: Needs,
  entry: OperationEntry,
  status: number,
  context: readonly string[],
): Lack | undefined {
  if (needs === 'impossible') return undefined;
  for (const need of needs) {
    const lack = lackOfOne(need, entry, status, context);
    if (lack !== undefined) return lack;
  }
  return undefined;
}

function lackOfOne(
  { way, compared }: Need,
  entry: OperationEntry,
  status: number,
  context: readonly string[],
): Lack | undefined {
  let nodes = schemasAt(entry, status, context);
  for (const [index, key] of way.entries()) {
    if (typeof nodes === 'string') return undefined;
    const { types, closed, properties = {} } = summaryOf(nodes);
    // What any member of an object is like is not looked into.
    if (key === null && (types.length === 0 || types.includes('object'))) return undefined;
    const next = memberSchemas(nodes, key === null ? everyItem : String(key));
    if (next === 'absent' && typeof key === 'string' && closed === true && !Object.hasOwn(properties, key))
      return { text: pathText(way.slice(0, index + 1)) };
    nodes = next;
  }
  if (typeof nodes === 'string' || compared === undefined) return undefined;
  const possible = documentedValues(summaryOf(nodes));
  if (possible === undefined || mayBe(possible, compared)) return undefined;
  return { text: pathText(way), possible };
}

function summaryOf(nodes: Exclude<ReturnType<typeof schemasAt>, string>): ReturnType<typeof summarizeSchema> {
  return uniteSummaries(nodes.map((node) => summarizeSchema(node)));
}

function mayBe(
  { values, anyText, anyNumber }: PossibleValues,
  { value, test }: NonNullable<Need['compared']>,
) {
  if (values.some((each) => each !== null && test(each))) return true;
  if (typeof value === 'string') return anyText === true || (anyNumber === true && isKeptNumber(value));
  return typeof value === 'number' && anyNumber === true;
}

/** A way as JSONPath writes it. */
function pathText(way: Need['way']): string {
  const steps = way.map((key) => {
    if (key === null) return '[*]';
    return typeof key === 'string' && /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `$${steps.join('')}`;
}
