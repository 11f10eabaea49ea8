import type { CompileSelector, SelectorDialect, SelectorEngines } from '../expression/selector.ts';
import { parsePointer, valueAt } from '../text/pointer.ts';

/** Loads what evaluates selectors in these dialects; as for criteria, the libraries behind them are loaded only when they are used. */
export async function loadSelectorEngines(dialects: Iterable<SelectorDialect>): Promise<SelectorEngines> {
  const engines: Partial<Record<SelectorDialect, CompileSelector>> = {};
  for (const dialect of new Set(dialects)) engines[dialect] = await loaders[dialect]();
  return engines;
}

const loaders: Readonly<Record<SelectorDialect, () => Promise<CompileSelector>>> = {
  jsonpath: async () => (await import('./jsonpath-engine.ts')).jsonPathSelector,
  jsonpointer: () => Promise.resolve(pointerSelector),
  xpath: async () => (await import('./xpath-engine.ts')).xpathSelector,
  'xpath-10': async () => (await import('./xpath-10-engine.ts')).xpath10Selector,
};

/** A JSON Pointer (RFC 6901) selects the value that it leads to (clause J3). */
const pointerSelector: CompileSelector = (text) => {
  const tokens = parsePointer(text);
  if (tokens !== undefined) return { select: (context) => ({ value: valueAt(context, tokens) }) };
  const message = `"${text}" is not a JSON Pointer, which ${text.startsWith('#') ? 'has no "#" here' : 'begins with a slash'}.`;
  return { problem: { message, hint: 'Write, for example: selector: /items/0/id', offset: 0 } };
};
