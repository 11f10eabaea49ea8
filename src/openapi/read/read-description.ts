import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import type { LocatedText } from '../../text/located-text.ts';
import { escapeToken, valueAt } from '../../text/pointer.ts';
import type { OpenApiDescription, OperationEntry } from '../description.ts';
import { type FindText, firstDocument, isNewerThan31, rulesOf } from '../openapi-document.ts';
import { type Reading, reportBroken, reportMalformed } from './reading.ts';
import {
  child,
  children,
  dereference,
  longestChain,
  type Node,
  nodeAt,
  referenceOf,
} from './resolve-reference.ts';

/** The fixed fields of a Path Item Object that hold an operation; `trace` since 3.0, `query` since 3.2. */
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

/**
 * Reads an OpenAPI description: its version and the index of its operations. Only the paths are walked, so that a huge
 * description costs little and a mistake in a part that nobody uses does no harm (clause 4.1). Without a description, the findings say why.
 * @param options `location`: where it was retrieved from, when that differs from the text's file; `find`: gives the documents that
 *   references lead to.
 */
export function readDescription(
  located: LocatedText,
  options: { readonly location?: string; readonly find?: FindText } = {},
): { readonly description?: OpenApiDescription; readonly diagnostics: readonly Diagnostic[] } {
  const reading: Reading = { diagnostics: [] };
  const version = readVersion(reading, located);
  if (version === undefined) return { diagnostics: reading.diagnostics };
  const rules = rulesOf(located.value)!;
  const document = firstDocument(located, rules, {
    location: options.location ?? located.file,
    find: options.find,
  });
  const title = nodeAt(document, '/info/title').value;
  const names = [
    ...methods,
    ...(rules === '2.0' ? [] : ['trace']),
    ...(isNewerThan31(version) ? ['query'] : []),
  ];
  const description: OpenApiDescription = {
    document,
    version,
    rules,
    title: typeof title === 'string' ? title : '',
    operations: indexOperations(reading, child(nodeAt(document, ''), 'paths'), names),
  };
  return { description, diagnostics: reading.diagnostics };
}

/** The version when this is an OpenAPI description that can be read; undefined, with a finding, when not (clause 4.8). */
function readVersion({ diagnostics }: Reading, located: LocatedText): string | undefined {
  const value = located.value;
  if (!isObject(value) || !(Object.hasOwn(value, 'openapi') || Object.hasOwn(value, 'swagger'))) {
    const hint = 'Give an OpenAPI description: a YAML or JSON document with the member "openapi".';
    const message = `${located.file} is not an OpenAPI description: it is ${kindOf(value)}.`;
    diagnostics.push(diagnose('source/not-openapi', message, { place: located.place(''), hint }));
    return undefined;
  }
  const field = Object.hasOwn(value, 'openapi') ? 'openapi' : 'swagger';
  const version = value[field];
  const place = located.place(`/${field}`);
  if (typeof version !== 'string') {
    const message = `The member "${field}" must be a text such as "3.0.3".`;
    diagnostics.push(
      diagnose('source/version-unsupported', message, { place, hint: 'Put the version in quotes.' }),
    );
    return undefined;
  }
  if (field === 'swagger' && version === '2.0') return version;
  const minor = field === 'openapi' ? /^3\.(\d+)(?:\.|$)/.exec(version)?.[1] : undefined;
  if (minor === undefined) {
    const message = `OpenAPI ${version} is not supported; 2.0, 3.0, 3.1 and 3.2 are.`;
    const hint = 'Convert the description to OpenAPI 3.0 or 3.1.';
    diagnostics.push(diagnose('source/version-unsupported', message, { place, hint }));
    return undefined;
  }
  if (Number(minor) > 2) {
    const message = `OpenAPI ${version} is newer than 3.2; it is read as 3.2.`;
    const hint = 'Look out for what is new in it: it may be overlooked.';
    diagnostics.push(diagnose('source/version-unsupported', message, { place, hint, severity: 'warning' }));
  }
  return version;
}

/** What a document that is no OpenAPI description seems to be, for people. */
function kindOf(value: unknown): string {
  if (typeof value === 'string')
    return value.trimStart().startsWith('<') ? 'an HTML or XML page' : 'plain text';
  if (Array.isArray(value)) return 'a list';
  if (!isObject(value)) return value === null || value === undefined ? 'empty' : `a ${typeof value}`;
  const has = (name: string): boolean => Object.hasOwn(value, name);
  if (has('arazzo')) return 'an Arazzo description';
  if (has('asyncapi')) return 'an AsyncAPI description';
  if (has('overlay')) return 'an OpenAPI Overlay';
  if (isPostman(value)) return 'a Postman collection';
  if (has('swaggerVersion')) return 'a Swagger 1.x description';
  if (has('$schema')) return 'a JSON Schema';
  return 'an object without the member "openapi"';
}

function isPostman(value: JsonObject): boolean {
  const schema = valueAt(value, ['info', 'schema']);
  return Object.hasOwn(value, 'item') && typeof schema === 'string' && schema.includes('getpostman.com');
}

function indexOperations(
  reading: Reading,
  paths: Node | undefined,
  names: readonly string[],
): OperationEntry[] {
  const entries: OperationEntry[] = [];
  for (const [path, node] of children(paths)) {
    if (path.startsWith('x-')) continue;
    if (!path.startsWith('/')) {
      reportMalformed(
        reading,
        node,
        `The path "${path}" does not start with "/"; it is left out.`,
        'warning',
      );
      continue;
    }
    const items = pathItemChain(reading, node);
    const taken = new Set<string>();
    for (const item of items) {
      for (const [member, method, operation] of operationsOf(item, names)) {
        if (taken.has(method) || !isObject(operation.value)) continue;
        taken.add(method);
        const operationId = child(operation, 'operationId')?.value;
        entries.push({
          ...(typeof operationId === 'string' ? { operationId } : {}),
          method,
          path,
          node: operation,
          address: `/paths/${escapeToken(path)}${member}`,
          pathItems: items,
        });
      }
    }
  }
  return entries;
}

/** A path item and those it references, nearest first. OpenAPI lets a path item have fields beside its `$ref`. */
function pathItemChain(reading: Reading, start: Node): Node[] {
  const chain = [start];
  for (;;) {
    const node = chain.at(-1)!;
    const reference = referenceOf(node);
    if (reference === undefined) return chain;
    const next = dereference(node, reference);
    if ('reason' in next) {
      reportBroken(reading, next, 'warning');
      return chain;
    }
    if (chain.length === longestChain || chain.some((each) => each.value === next.value)) {
      reportBroken(reading, { reason: 'circular', reference, node }, 'warning');
      return chain;
    }
    chain.push(next);
  }
}

/** The operations of one path item: pointer of the member below it, method, and node. */
function operationsOf(item: Node, names: readonly string[]): (readonly [string, string, Node])[] {
  const found: (readonly [string, string, Node])[] = [];
  for (const [name, node] of children(item)) {
    if (names.includes(name)) found.push([`/${name}`, name.toUpperCase(), node]);
    if (names.includes('query') && name === 'additionalOperations') {
      for (const [method, operation] of children(node)) {
        found.push([`/additionalOperations/${escapeToken(method)}`, method, operation]);
      }
    }
  }
  return found;
}
