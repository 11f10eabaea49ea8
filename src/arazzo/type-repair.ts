import type { Repair } from '../diagnostics/repair.ts';
import { isObject } from '../text/json.ts';
import type { Shape } from './shape.ts';
import type { Subject } from './shape-check.ts';

/**
 * The repair of a value of the wrong type, where nothing else can be meant: a number or a word that YAML does not read as text, a number in quotes, a field
 * left empty, a list of one without its dash, an object written as the one field of it that says all.
 * @param written The value as the text spells it.
 */
export function typeRepair(
  { value, pointer, isOptional = false }: Subject,
  shape: Shape,
  written: string,
): Repair | undefined {
  const replacing = (to: unknown, title: string): Repair => ({
    title,
    edits: [{ op: 'replace', pointer, from: value, to }],
    opens: pointer,
  });
  if (value === null) {
    if (!isOptional) return undefined;
    const title = `Remove ${pointer.slice(pointer.lastIndexOf('/') + 1)}, which is empty.`;
    return { title, edits: [{ op: 'remove', pointer, from: null }] };
  }
  const meant = meantValue(value, shape, written);
  return meant && replacing(meant.value, meant.title);
}

function meantValue(
  value: unknown,
  shape: Shape,
  written: string,
): { readonly value: unknown; readonly title: string } | undefined {
  switch (shape.kind) {
    case 'text':
      if (!isSpelling(written, value)) return undefined;
      return { value: written, title: `Write ${written} as a text.` };
    case 'number':
    case 'whole-number': {
      const number =
        typeof value === 'string' && /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) ? Number(value) : NaN;
      const fits = shape.kind === 'number' ? Number.isFinite(number) : Number.isSafeInteger(number);
      return fits ? { value: number, title: `Write ${number} as a number.` } : undefined;
    }
    case 'list':
      return takes(shape.of, value) || isShorthand(shape.of, value)
        ? { value: [value], title: 'Make it a list of one entry.' }
        : undefined;
    case 'object':
      if (!isShorthand(shape, value)) return undefined;
      return {
        value: { [shape.shorthand!]: value },
        title: `Write it as the ${shape.shorthand} of the ${shape.name}.`,
      };
    default:
      return undefined;
  }
}

/** Whether a text stands in the place of an object that has a field for it. */
function isShorthand(shape: Shape, value: unknown): boolean {
  return shape.kind === 'object' && shape.shorthand !== undefined && typeof value === 'string';
}

/** Whether a word of the text is a number or boolean as it is spelt there. */
function isSpelling(written: string, value: unknown): boolean {
  if (typeof value === 'number') return written.trim() !== '' && Number(written) === value;
  return typeof value === 'boolean' && written.toLowerCase() === String(value);
}

/** Whether a value is of the kind that a shape wants; what is within it is not looked at. */
export function takes(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case 'any':
      return true;
    case 'text':
    case 'expression':
      return typeof value === 'string';
    case 'one-of':
      return typeof value === 'string' && shape.values.includes(value);
    case 'number':
      return typeof value === 'number';
    case 'whole-number':
      return Number.isInteger(value);
    case 'list':
      return Array.isArray(value);
    case 'schema':
      return isObject(value) || typeof value === 'boolean';
    case 'map-or':
      return takes(isObject(value) ? shape.map : shape.otherwise, value);
    case 'object':
    case 'map':
    case 'with-member':
      return isObject(value);
  }
}
