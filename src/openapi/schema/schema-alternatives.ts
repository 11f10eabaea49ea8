import type { SchemaSummary } from '../operation.ts';
import { child, type Node, referenceOf } from '../read/resolve-reference.ts';
import { schemaParts } from './schema-parts.ts';
import { mergeSummaries, summarizeOwn } from './summarize-schema.ts';

/** One of the ways in which a value may fit a schema: of each `oneOf` and `anyOf` in it, one member is taken. */
export interface Alternative {
  readonly summary: SchemaSummary;
  /** Of the schemas that are taken, those that references give one. */
  readonly names: readonly string[];
  /** Whether a discriminator has left no other. */
  readonly isChosen: boolean;
}

/** Of more alternatives than this, nothing is said. */
const most = 64;

/** Compositions deeper than this are not looked into. */
const deepest = 64;

/**
 * The ways in which a value may fit a schema, one level deep; undefined where there are too many. A discriminator (OpenAPI 3.1.1, section 4.8.25) whose property
 * has a known value leaves the alternative that it names.
 * @param valueOf The value of a member, where it is known.
 */
export function schemaAlternatives(
  node: Node,
  valueOf: (name: string) => unknown,
): readonly Alternative[] | undefined {
  return expand(node, valueOf, new Set());
}

function expand(
  node: Node,
  valueOf: (name: string) => unknown,
  above: ReadonlySet<unknown>,
): readonly Alternative[] | undefined {
  const nothing: Alternative = { summary: { types: [] }, names: [], isChosen: false };
  if (above.has(node.value) || above.size > deepest) return [nothing];
  const within = new Set([...above, node.value]);
  const { all, any } = schemaParts(node);
  const parts = [
    ...all.map((part) => expand(part, valueOf, within)),
    ...any.map((group) => {
      const named = namedBy(node, group, valueOf);
      const taken = named === undefined ? group : [named];
      const found = taken.map((each) => expand(each, valueOf, within)?.map(under(each, named !== undefined)));
      return found.some((each) => each === undefined) ? undefined : found.flatMap((each) => each ?? []);
    }),
  ];
  let found: readonly Alternative[] = [{ ...nothing, summary: summarizeOwn(node) }];
  for (const part of parts) {
    if (part === undefined || found.length * part.length > most) return undefined;
    found = found.flatMap((one) => part.map((other) => both(one, other)));
  }
  return found;
}

function both(one: Alternative, other: Alternative): Alternative {
  return {
    summary: mergeSummaries(one.summary, other.summary),
    names: [...one.names, ...other.names],
    isChosen: one.isChosen || other.isChosen,
  };
}

/** Gives an alternative the name of the schema that it was found in. */
function under(node: Node, isChosen: boolean): (found: Alternative) => Alternative {
  const name = referenceOf(node);
  return (found) => ({
    ...found,
    names: [...(name === undefined ? [] : [tailOf(name)]), ...found.names],
    isChosen: isChosen || found.isChosen,
  });
}

/** The one member of a group that the value of the discriminator's property names, by the mapping or as its schema is named. */
function namedBy(node: Node, group: readonly Node[], valueOf: (name: string) => unknown): Node | undefined {
  const discriminator = child(node, 'discriminator');
  const property = discriminator && child(discriminator, 'propertyName')?.value;
  const value = typeof property === 'string' ? valueOf(property) : undefined;
  if (discriminator === undefined || typeof value !== 'string') return undefined;
  const mapping = child(discriminator, 'mapping');
  const mapped = mapping && child(mapping, value)?.value;
  const wanted = tailOf(typeof mapped === 'string' ? mapped : value);
  const [named, ...others] = group.filter((each) => tailOf(referenceOf(each) ?? '') === wanted);
  return others.length === 0 ? named : undefined;
}

function tailOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
