import type { QueryTraps, Way } from '../../criterion/criterion-engines.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Place } from '../../diagnostics/place.ts';
import type { Expression } from '../../expression/expression.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import { isJson } from '../../openapi/media-type.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import { formatPointer } from '../../text/pointer.ts';
import type { CompileContext, UseSite } from '../compile/compile-context.ts';

/** Reports what a JSONPath query would do that its author hardly means, judged by the answers that the operation documents (clause I7). */
export function checkQuery(
  context: CompileContext,
  site: UseSite,
  expression: Expression,
  traps: QueryTraps,
  place: Place,
): void {
  const documented = (names: readonly string[]): readonly Documented[] =>
    documentedAt(site, expression, names);
  const whole = documented([]);
  const name = traps.filtered.find((each) =>
    whole.some(({ properties = {} }) => Object.hasOwn(properties, each)),
  );
  if (name !== undefined && whole.every(({ types }) => isOnly(types, 'object'))) {
    const message = `The filter looks for "${name}" in each member of the context, and "${name}" is a member of the context itself.`;
    const hint = `A filter visits the members of an object. Write a simple condition, or select $.${name} without a filter.`;
    context.report(diagnose('jsonpath/filter-on-object', message, { place, hint }));
  }
  checkDigits(context, traps.numbers, place);
  for (const { query, names } of traps.lengths) {
    const types = names === undefined ? [] : documented(names).flatMap((each) => each.types);
    const isArray = types.length > 0 && types.every((type) => type === 'array');
    if (types.length > 0 && !isArray) continue;
    const message = `${query} selects a member named "length"; it is not how many items there are.`;
    const hint = `Write length(${query.replace(/(?:\.length|\['length'\])$/, '')}) within a filter.`;
    const severity = isArray ? 'hazard' : 'warning';
    context.report(diagnose('jsonpath/length-member', message, { place, hint, severity }));
  }
}

/** Reports numbers of a query that lose digits, so that nothing equals them (clause K12). */
export function checkDigits(
  context: Pick<CompileContext, 'report'>,
  numbers: readonly string[],
  place: Place,
): void {
  for (const digits of numbers) {
    const message = `The query compares with ${digits}, and what keeps all of these digits is a text.`;
    const hint = `Write '${digits}'.`;
    context.report(diagnose('document/lost-digits', message, { place, hint }));
  }
}

/**
 * Whether something in a context is certainly a list, so that its length is a number of items: where the answers that the operation documents
 * say so, or another expression of the step takes an item of it.
 */
export function isList(site: UseSite, expression: Expression, way: Way): boolean {
  const known = documentedAt(site, expression, way.map(String)).flatMap(({ types }) => types);
  if (known.length > 0)
    return known.includes('array') && known.every((type) => type === 'array' || type === 'null');
  const step = site.step === undefined ? undefined : site.workflow.steps[site.step];
  const context = formatExpression(expression);
  const item = `${context}${context.includes('#') ? '' : '#'}${formatPointer([...way, 0])}`;
  return JSON.stringify(step ?? null).includes(item);
}

type Documented = Pick<SchemaSummary, 'types' | 'enum' | 'properties'>;

/** What is documented of a value within the bodies of answers; nothing where it is not, or lies deeper than summaries go. */
export function documentedAt(
  { operation }: UseSite,
  expression: Expression,
  names: readonly string[],
): readonly Documented[] {
  if (operation === undefined || expression.kind !== 'response' || expression.source !== 'body') return [];
  const way = [...(expression.pointer ?? []), ...names];
  if (way.length > 1) return [];
  const bodies = Object.values(operation.responses).flatMap(({ content }) =>
    Object.entries(content).flatMap(([type, { schema }]) =>
      schema === undefined || !isJson(type) ? [] : [schema],
    ),
  );
  const [name] = way;
  const found =
    name === undefined
      ? bodies
      : bodies.flatMap(({ properties = {} }): Documented[] =>
          Object.hasOwn(properties, name) ? [properties[name]!] : [],
        );
  return found.filter(({ types }) => types.length > 0);
}

function isOnly(types: readonly string[], type: string): boolean {
  return types.every((each) => each === type);
}
