import type { Criterion } from '../../arazzo/document.ts';
import type { Compared, CompiledTest } from '../../criterion/criterion-engines.ts';
import type { Edit, Repair } from '../../diagnostics/repair.ts';
import type { Expression } from '../../expression/expression.ts';
import { parseWholeMap } from '../../expression/whole-map.ts';
import { isObject } from '../../text/json.ts';
import { documentedAt } from '../rules/check-query.ts';
import type { UseSite } from '../compile/compile-context.ts';

/**
 * The repair that makes a simple condition of a comparison which is no JSONPath query. Of answers only where both say the same of everything that the
 * description documents: simple conditions do not tell cases apart, read digits in texts as numbers, and count what is missing as null.
 * Of all inputs or outputs at once, which are no context at all (clause I2), where null can only mean what is missing: there is no other way to compare them.
 * @param read The context; undefined where it is none.
 */
export function simpleInstead(
  site: UseSite,
  criterion: Criterion,
  comparison: Extract<CompiledTest, { readonly test: unknown }>,
  pointer: string,
  read: Expression | undefined,
): Repair | undefined {
  const { condition, context = '', type, version } = criterion;
  const simple = comparison.simple?.(context);
  const { compared = [] } = comparison;
  const isSame = (each: Compared): boolean =>
    read === undefined ? isSameOfMap(site, context, each) : isSameOf(site, read, each);
  if (simple === undefined || compared.length === 0 || !compared.every(isSame)) return undefined;
  const removed = Object.entries({ context, type, version }).filter(([, value]) => value !== undefined);
  const edits: readonly Edit[] = [
    { op: 'replace', pointer: `${pointer}/condition`, from: condition, to: simple },
    ...removed.map(([name, from]): Edit => ({ op: 'remove', pointer: `${pointer}/${name}`, from })),
  ];
  return { title: `Write the simple condition ${simple} in the place of ${condition}.`, edits };
}

function isSameOf(site: UseSite, read: Expression, { way, value }: Compared): boolean {
  if (typeof value === 'boolean') return true;
  const documented = documentedAt(site, read, way.map(String));
  const types = documented.flatMap((each) => each.types);
  if (value === null) return types.length > 0 && !types.includes('null');
  if (typeof value === 'number')
    return types.length > 0 && types.every((type) => type === 'number' || type === 'integer');
  if (typeof value !== 'string') return false;
  const others = documented.flatMap(({ enum: values }) => values ?? [undefined]);
  const isLike = (other: unknown): boolean =>
    typeof other !== 'string' || (other !== value && other.toLowerCase() === value.toLowerCase());
  return others.length > 0 && !others.some(isLike);
}

/** Of the outputs of steps and workflows it is not known here what they can be. */
function isSameOfMap({ inputs }: UseSite, context: string, { way, value }: Compared): boolean {
  const map = parseWholeMap(context);
  if (map === undefined) return false;
  if (value !== null) return true;
  const [name = '', ...rest] = way.map(String);
  if (map.kind !== 'all-inputs' || rest.length > 0 || !Object.hasOwn(inputs.properties, name)) return false;
  const schema = inputs.properties[name];
  const type = isObject(schema) && schema['nullable'] !== true ? schema['type'] : 'null';
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types.every((each) => typeof each === 'string' && each !== 'null');
}
