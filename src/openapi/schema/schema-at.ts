import type { JsonObject } from '../../text/json.ts';
import type { OperationEntry } from '../description.ts';
import { essence, isJson } from '../media-type.ts';
import type { SchemaSummary } from '../operation.ts';
import { child, children, type Node, resolveReference } from '../read/resolve-reference.ts';
import { schemaParts } from './schema-parts.ts';
import { summarizeSchema, uniteSummaries } from './summarize-schema.ts';

/** Compositions deeper than this are read as open. */
const deepest = 64;

/**
 * What one schema says of one of its members: the schemas of the member; `open`, it may be there with any value;
 * `absent`, it is not documented; `silent`, the schema says nothing of members.
 */
type Member = readonly Node[] | 'open' | 'absent' | 'silent';

/** Stands for every item of a list in the place of a reference token. */
export const everyItem = Symbol('every item');

type Token = string | typeof everyItem;

/**
 * What the description says of the value at a JSON Pointer (decoded tokens) within the JSON body of an answer with this status:
 * - a summary: it is documented;
 * - `absent`: the schema on the way documents its members, and this is none of them. JSON Schema lets undocumented members
 *   exist unless the schema is closed, so a caller warns rather than refuses;
 * - `open`: nothing is known, because the status, a JSON body or a schema is not described, a reference dangles, or
 *   `additionalProperties` allows it.
 */
export function schemaAt(
  entry: OperationEntry,
  status: number,
  tokens: readonly string[],
): 'absent' | 'open' | SchemaSummary {
  const nodes = schemasAt(entry, status, tokens);
  return typeof nodes === 'string' ? nodes : uniteSummaries(nodes.map((node) => summarizeSchema(node)));
}

/** The schemas of the value that {@link schemaAt} tells of. */
export function schemasAt(
  entry: OperationEntry,
  status: number,
  tokens: readonly string[],
): 'absent' | 'open' | readonly Node[] {
  const schema = bodySchema(entry, status);
  if (schema === undefined) return 'open';
  let nodes: readonly Node[] = [schema];
  for (const token of tokens) {
    const next = memberSchemas(nodes, token);
    if (typeof next === 'string') return next;
    nodes = next;
  }
  return nodes;
}

/**
 * The schemas of one member of a value that one of these schemas describes: all that any of them has for it. `absent` and `open` as for
 * {@link schemaAt}.
 */
export function memberSchemas(nodes: readonly Node[], token: Token): 'absent' | 'open' | readonly Node[] {
  const seen = new Map<unknown, Member>();
  const member = either(nodes.map((node) => memberOf(node, token, seen, 0)));
  return member === 'silent' ? 'open' : member;
}

/** The schema of the first JSON body documented for a status: exact, then its range, then `default` (clause 4.7). */
function bodySchema(entry: OperationEntry, status: number): Node | undefined {
  const found = responseNode(entry, status);
  if (found === undefined) return undefined;
  if (found.document.rules === '2.0') return child(found, 'schema');
  const media = children(child(found, 'content')).find(([name]) => isJson(name));
  return media === undefined ? undefined : child(media[1], 'schema');
}

/** The schema of an answer that a description writes under a status (`200`, `4XX`, `default`), in a media type; undefined where it has none. */
export function answerSchema({ node }: OperationEntry, status: string, mediaType: string): Node | undefined {
  const response = child(child(node, 'responses') ?? node, status);
  const found = response && resolveReference(response);
  if (found === undefined || 'reason' in found) return undefined;
  if (found.document.rules === '2.0') return child(found, 'schema');
  const media = children(child(found, 'content')).find(([name]) => essence(name) === essence(mediaType));
  const described = media && resolveReference(media[1]);
  return described === undefined || 'reason' in described ? undefined : child(described, 'schema');
}

/**
 * Whether the description says that an answer of this status has a body that no schema tells: of JSON, or of nothing at all. Undefined where the
 * status is not documented, or what documents it cannot be read.
 */
export function isUndescribed(entry: OperationEntry, status: number): boolean | undefined {
  const found = responseNode(entry, status);
  if (found === undefined) return undefined;
  if (found.document.rules === '2.0') return child(found, 'schema') === undefined;
  const media = children(child(found, 'content'));
  const json = media.find(([name]) => isJson(name));
  return json === undefined ? media.length === 0 : child(json[1], 'schema') === undefined;
}

/** The Response Object documented for a status: exact, then its range, then `default` (clause 4.7). */
function responseNode({ node }: OperationEntry, status: number): Node | undefined {
  const responses = children(child(node, 'responses'));
  const named = (wanted: string): Node | undefined =>
    responses.find(([name]) => name.toUpperCase() === wanted)?.[1];
  const response = named(String(status)) ?? named(`${Math.floor(status / 100)}XX`) ?? named('DEFAULT');
  const found = response === undefined ? undefined : resolveReference(response);
  return found === undefined || 'reason' in found ? undefined : found;
}

function memberOf(node: Node, token: Token, seen: Map<unknown, Member>, depth: number): Member {
  const before = seen.get(node.value);
  if (before !== undefined) return before;
  if (depth > deepest) return 'open';
  // A circle that comes back here adds nothing to what is being found out.
  seen.set(node.value, 'silent');
  const { own, all, any, broken } = schemaParts(node);
  const within = (part: Node): Member => memberOf(part, token, seen, depth + 1);
  const said: Member[] = [
    ...(own === undefined ? [] : [ownMember(node, own, token)]),
    ...all.map(within),
    ...any.map((group) => either(group.map(within))),
    ...(broken === undefined ? [] : ['open' as const]),
  ];
  const member = both(said);
  seen.set(node.value, member);
  return member;
}

/** What a schema's own keywords say of a member. */
function ownMember(node: Node, own: JsonObject, token: Token): Member {
  const types = Array.isArray(own['type']) ? own['type'] : own['type'] === undefined ? [] : [own['type']];
  if (token === everyItem) {
    const [tuple, items] = [children(child(node, 'prefixItems')), child(node, 'items')];
    return items === undefined ? 'open' : [...tuple.map(([, item]) => item), items];
  }
  const property = child(node, 'properties');
  const named = property === undefined ? undefined : child(property, token);
  if (named !== undefined) return [named];
  if (/^(0|[1-9][0-9]*)$/.test(token) && (types.length === 0 || types.includes('array'))) {
    const tuple = child(node, 'prefixItems');
    const item = (tuple === undefined ? undefined : child(tuple, token)) ?? child(node, 'items');
    if (item !== undefined) return [item];
    if (types.includes('array')) return 'open';
  }
  if (types.length > 0 && !types.includes('object')) return 'absent';
  const rest = own['additionalProperties'];
  if (rest === false) return Object.hasOwn(own, 'patternProperties') ? 'open' : 'absent';
  if (rest === true || Object.hasOwn(own, 'patternProperties')) return 'open';
  if (rest !== undefined) return [child(node, 'additionalProperties')!];
  // One that names no members says nothing of them.
  return children(property).length === 0 ? 'silent' : 'absent';
}

/** What is said of a member by schemas that hold together. */
function both(said: readonly Member[]): Member {
  const found = foundIn(said);
  if (found.length > 0) return found;
  return said.find((each) => each === 'open') ?? said.find((each) => each === 'absent') ?? 'silent';
}

/** What is said of a member by alternative schemas. */
function either(said: readonly Member[]): Member {
  const found = foundIn(said);
  if (found.length > 0) return found;
  return said.find((each) => each === 'open') ?? said.find((each) => each === 'silent') ?? 'absent';
}

/** The schemas found, each once: shared ones must not multiply along the way. */
function foundIn(said: readonly Member[]): readonly Node[] {
  const found = said.flatMap((each) => (typeof each === 'string' ? [] : each));
  return [...new Map(found.map((node) => [node.value, node])).values()];
}
