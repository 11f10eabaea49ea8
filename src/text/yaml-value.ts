import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Code } from '../diagnostics/codes.ts';
import { limits } from './limits.ts';
import type { TextFinding } from './text-finding.ts';

/** The plain JSON value of a YAML tree. */
export interface YamlValue {
  readonly value: unknown;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly findings: readonly TextFinding[];
}

/** An anchored node. Without `done` it is still being read, so that an alias to it would be a cycle. */
interface Anchored {
  readonly node: Node;
  readonly done?: { readonly value: unknown; readonly size: number };
}

interface Reading {
  readonly anchors: Map<string, Anchored>;
  readonly targets: Map<Alias, Node>;
  readonly findings: TextFinding[];
  /** Values read so far, aliased ones counted each time they are used. */
  size: number;
  aliased: number;
  readonly numberOf: ReadNumber;
}

/** What is read for a finite number, given what a double makes of it and how the text spells it. */
type ReadNumber = (value: number, source: string) => number | string;

/**
 * Turns a YAML tree into plain JSON data. Aliased parts are shared, never copied; cycles are refused, and so are
 * aliases that together stand for more values than the limit. Names are spelled as in the text (`200:` is `"200"`).
 */
export function yamlValue(root: Node | null, numberOf: ReadNumber = (value) => value): YamlValue {
  const reading: Reading = {
    anchors: new Map(),
    targets: new Map(),
    findings: [],
    size: 0,
    aliased: 0,
    numberOf,
  };
  const value = read(reading, root);
  return { value, targets: reading.targets, findings: reading.findings };
}

/** The name that a map's key spells; undefined when the key is not a scalar. */
export function keyName(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function read(reading: Reading, node: unknown): unknown {
  if (isAlias(node)) return readAlias(reading, node);
  const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
  if (anchor === undefined) return readPlain(reading, node);
  reading.anchors.set(anchor, { node: node as Node });
  const before = reading.size;
  const value = readPlain(reading, node);
  reading.anchors.set(anchor, { node: node as Node, done: { value, size: reading.size - before } });
  return value;
}

function readPlain(reading: Reading, node: unknown): unknown {
  reading.size++;
  if (isMap(node)) return readMap(reading, node);
  if (isSeq(node)) return node.items.map((item) => read(reading, item));
  if (!isScalar(node)) return null;
  const { value } = node;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) {
    return reading.numberOf(value, node.source ?? String(value));
  }
  const message = `${node.source ?? 'This'} is not a value that JSON can hold.`;
  report(
    reading,
    node,
    'text/unsupported-yaml',
    message,
    'Write a number in the range of JSON, or quote it.',
  );
  return null;
}

function readMap(reading: Reading, map: YAMLMap): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const pair of map.items) {
    const name = readName(reading, pair, object);
    const value = read(reading, pair.value);
    // Assigning `__proto__` would change the object's prototype instead of adding a member.
    if (name !== undefined) {
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    }
  }
  return object;
}

function readName(reading: Reading, { key }: Pair, object: Record<string, unknown>): string | undefined {
  const name = keyName(key);
  if (name === undefined) {
    const message = 'A list, map or alias is used as the name of a map entry.';
    const hint = 'Use a plain text as the name. An expression in braces must be quoted.';
    report(reading, key, 'text/unsupported-yaml', message, hint);
    return undefined;
  }
  if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
    const message = 'Merge keys ("<<") are not part of YAML 1.2.';
    report(reading, key, 'text/unsupported-yaml', message, 'Write the entries out where they are needed.');
    return undefined;
  }
  if (!Object.hasOwn(object, name)) return name;
  const message = `The name ${JSON.stringify(name)} stands twice in one map.`;
  report(
    reading,
    key,
    'text/duplicate-key',
    message,
    'Keep one of the two; which one was meant cannot be known.',
  );
  return undefined;
}

function readAlias(reading: Reading, alias: Alias): unknown {
  const anchored = reading.anchors.get(alias.source);
  if (anchored === undefined) {
    const message = `The alias *${alias.source} has no anchor &${alias.source} before it.`;
    report(
      reading,
      alias,
      'text/syntax',
      message,
      'Add the anchor, or quote a text that begins with an asterisk.',
    );
    return null;
  }
  if (anchored.done === undefined) {
    const message = `The alias *${alias.source} stands inside what it refers to.`;
    report(reading, alias, 'text/alias-expansion', message, 'Write the value out; it cannot contain itself.');
    return null;
  }
  const before = reading.aliased;
  reading.size += anchored.done.size;
  reading.aliased += anchored.done.size;
  if (before <= limits.aliasedValues && reading.aliased > limits.aliasedValues) {
    const message = `Aliases stand for more than ${limits.aliasedValues} values.`;
    report(
      reading,
      alias,
      'text/alias-expansion',
      message,
      'Write the values out, or use fewer aliases of aliases.',
    );
  }
  reading.targets.set(alias, anchored.node);
  return anchored.done.value;
}

function report(reading: Reading, node: unknown, code: Code, message: string, hint: string): void {
  const [start, end] = (node as Node | null)?.range ?? [0, 1];
  reading.findings.push({ code, message, hint, start, end });
}
