import type { Expression } from '../../expression/expression.ts';
import type { Template } from '../../expression/template.ts';
import { isObject } from '../../text/json.ts';

/** Stands for a slot while the text around it is read: no text of a document has it. */
const mark = (index: number): string => `\uE000${index}\uE001`;

/**
 * The fields of a payload that is a text of JSON, with expressions in it or without, as if it had been written as an object: a field is an expression where that is
 * all of it. Undefined where the text is no JSON object.
 */
export function jsonTextFields(
  template: Template,
): readonly (readonly [name: string, value: Template])[] | undefined {
  const parts = partsOf(template);
  if (parts === undefined) return undefined;
  const written = parts.map((part, index) => {
    if (typeof part === 'string') return part;
    return isWithinString(parts.slice(0, index)) ? mark(index) : `"${mark(index)}"`;
  });
  const value = parsed(written.join(''));
  if (!isObject(value)) return undefined;
  return Object.entries(value).map(([name, member]) => {
    const index = typeof member === 'string' ? /^\uE000(\d+)\uE001$/.exec(member)?.[1] : undefined;
    const part = index === undefined ? undefined : parts[Number(index)];
    const field: Template =
      part === undefined || typeof part === 'string'
        ? { kind: 'literal', value: member }
        : { kind: 'expression', expression: part };
    return [name, field];
  });
}

function partsOf(template: Template): readonly (string | Expression)[] | undefined {
  if (template.kind === 'text') return template.parts;
  return template.kind === 'literal' && typeof template.value === 'string' ? [template.value] : undefined;
}

/** Whether a string is open after what stands before. */
function isWithinString(before: readonly unknown[]): boolean {
  const text = before.map((part) => (typeof part === 'string' ? part : '')).join('');
  return (text.match(/(?<!\\)(?:\\\\)*"/g) ?? []).length % 2 === 1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
