import { isObject, type JsonObject } from '../text/json.ts';
import { formatPointer } from '../text/pointer.ts';

/**
 * The root of a document with some of its parts left empty: workflows without steps, source descriptions without a url, and components
 * left out. The pointers of all other parts stay as they are.
 * @param parts Pointers of the parts, as `partAt` gives them.
 */
export function blank(root: JsonObject, parts: ReadonlySet<string>): JsonObject {
  if (parts.size === 0) return root;
  const { workflows, sourceDescriptions, components } = root;
  return {
    ...root,
    workflows: each(workflows, '/workflows', parts, (workflow) => ({
      workflowId: textOf(workflow, 'workflowId'),
      steps: [],
    })),
    sourceDescriptions: each(sourceDescriptions, '/sourceDescriptions', parts, (source) => ({
      name: textOf(source, 'name'),
      url: '',
    })),
    ...(isObject(components) ? { components: without(components, parts) } : {}),
  };
}

function each(
  list: unknown,
  pointer: string,
  parts: ReadonlySet<string>,
  empty: (entry: unknown) => object,
): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((entry: unknown, index) => (parts.has(`${pointer}/${index}`) ? empty(entry) : entry));
}

function without(components: JsonObject, parts: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(
    Object.entries(components).map(([kind, ofKind]) => {
      if (!isObject(ofKind)) return [kind, ofKind];
      const kept = Object.entries(ofKind).filter(
        ([name]) => !parts.has(formatPointer(['components', kind, name])),
      );
      return [kind, Object.fromEntries(kept)];
    }),
  );
}

function textOf(value: unknown, name: string): string {
  const text = isObject(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : '';
}
