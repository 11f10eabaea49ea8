import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { child, children, type Node } from '../read/resolve-reference.ts';

/** How the value of a keyword is read. */
type Kind = 'schema' | 'list' | 'map' | 'number' | 'count' | 'text' | 'flag' | 'names' | 'values' | 'any';

/** Keywords of every version, by what their values are. */
const common = kindsOf({
  schema: 'not items additionalProperties',
  list: 'allOf anyOf oneOf',
  map: 'properties',
  number: 'multipleOf minimum maximum',
  count: 'minLength maxLength minItems maxItems minProperties maxProperties',
  text: 'format pattern title',
  flag: 'uniqueItems readOnly writeOnly',
  names: 'required',
  values: 'enum',
  any: 'default example xml',
});

/** Keywords that came with the rules of 3.1. */
const newer = kindsOf({
  schema: 'contains if then else propertyNames unevaluatedItems unevaluatedProperties',
  list: 'prefixItems',
  map: 'patternProperties dependentSchemas',
  number: 'exclusiveMinimum exclusiveMaximum',
  count: 'minContains maxContains',
  text: 'contentEncoding contentMediaType',
  values: 'examples',
});

function kindsOf(keywords: Readonly<Partial<Record<Kind, string>>>): ReadonlyMap<string, Kind> {
  const pairs = Object.entries(keywords) as [Kind, string][];
  return new Map(pairs.flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind] as const)));
}

const typeNames = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

/**
 * The own keywords of a Schema Object, as JSON Schema 2020-12 has them: `nullable` and the flags `exclusiveMinimum` and `exclusiveMaximum` of
 * 3.0 and 2.0 are written in its way (clause 4.8). A keyword with a value that it cannot have is left out.
 * @param convert Converts a schema within it.
 */
export function adaptKeywords(node: Node, convert: (node: Node) => JsonSchema): JsonObject {
  const isNew = node.document.rules === '3.1';
  const adapted: Record<string, unknown> = {};
  for (const [name, member] of children(node)) {
    const kind = common.get(name) ?? (isNew ? newer.get(name) : undefined);
    const value = kind === undefined ? undefined : adapt(member, kind, convert);
    if (value !== undefined) adapted[name] = value;
  }
  Object.assign(adapted, typesOf(node, isNew));
  const meant = meantValues(adapted);
  if (meant !== undefined) {
    adapted['enum'] = meant;
    delete adapted['type'];
  }
  if (isNew) {
    // Any value is a constant, and no kind of value stands for all of them.
    const constant = child(node, 'const');
    if (constant !== undefined) adapted['const'] = constant.value;
    const dependencies = child(node, 'dependentRequired')?.value;
    if (isObject(dependencies) && Object.values(dependencies).every(isNames))
      adapted['dependentRequired'] = dependencies;
    return adapted;
  }
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (child(node, flag)?.value !== true || adapted[bound] === undefined) continue;
    adapted[flag] = adapted[bound];
    delete adapted[bound];
  }
  return adapted;
}

/** The keywords of a schema, of whatever version, that have values which they cannot have. */
export function wrongKeywords(node: Node): readonly string[] {
  return children(node).flatMap(([name, member]) => {
    const { value } = member;
    if (name === 'type') {
      const types = [value].flat();
      return types.length > 0 && types.every((type) => typeof type === 'string' && typeNames.has(type))
        ? []
        : [name];
    }
    const kind = common.get(name) ?? newer.get(name);
    // Flags of one version are numbers in another, and lists of items were schemas by position.
    const isOther =
      typeof value === 'boolean' && (kind === 'flag' || kind === 'number' || name === 'required');
    if (kind === undefined || isOther || (name === 'items' && Array.isArray(value))) return [];
    return adapt(member, kind, () => true) === undefined ? [name] : [];
  });
}

function adapt(node: Node, kind: Kind, convert: (node: Node) => JsonSchema): unknown {
  const { value } = node;
  switch (kind) {
    case 'schema':
      return typeof value === 'boolean' || isObject(value) ? convert(node) : undefined;
    case 'list': {
      const members = Array.isArray(value) ? children(node).map(([, member]) => convert(member)) : [];
      return members.length === 0 ? undefined : members;
    }
    case 'map':
      return isObject(value)
        ? Object.fromEntries(children(node).map(([name, member]) => [name, convert(member)]))
        : undefined;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'count':
      return Number.isSafeInteger(value) && (value as number) >= 0 ? value : undefined;
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'flag':
      return value === true ? true : undefined;
    case 'names':
      return isNames(value) ? value : undefined;
    case 'values':
      return Array.isArray(value) && value.length > 0 ? value : undefined;
    case 'any':
      return value;
  }
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** The types, `null` among them where 3.0 says `nullable`, which counts only beside a type (OpenAPI 3.0.3, section 4.7.24.1). */
function typesOf(node: Node, isNew: boolean): JsonObject {
  const declared = child(node, 'type')?.value;
  const types = (Array.isArray(declared) ? declared : [declared]).filter(
    (type): type is string => typeof type === 'string' && typeNames.has(type),
  );
  if (types.length === 0) return {};
  const all = !isNew && child(node, 'nullable')?.value === true ? [...types, 'null'] : types;
  return { type: all.length === 1 ? all[0] : [...new Set(all)] };
}

/**
 * The values of an enumeration of which none has the type beside it, as that type spells them, and as they are written: numbers that were put into
 * quotes, or texts that were not. Which of the two is wrong is not said, and both together would allow nothing. Undefined where one of them has the type, or where
 * one cannot be spelt so.
 */
function meantValues({ type, enum: values }: JsonObject): readonly unknown[] | undefined {
  const types: readonly unknown[] = [type ?? []].flat();
  const [only, ...others] = types.filter((each) => each !== 'null');
  if (!Array.isArray(values) || typeof only !== 'string' || others.length > 0) return undefined;
  const spelt = (values as readonly unknown[])
    .filter((value) => value !== null)
    .map((value) => spelling(value, only));
  return spelt.length === 0 || spelt.includes(undefined)
    ? undefined
    : [...spelt, ...(values as readonly unknown[])];
}

/** A value in the spelling of another type; undefined where it has none, or is of that type. */
function spelling(value: unknown, type: string): unknown {
  if (type === 'string')
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : undefined;
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value)) return undefined;
  const number = Number(value);
  return type === 'number' || (type === 'integer' && Number.isSafeInteger(number)) ? number : undefined;
}
