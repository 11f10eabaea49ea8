import { parseExpression } from '../../expression/parse-expression.ts';
import { isObject } from '../../text/json.ts';
import type { UseSite } from '../compile/compile-context.ts';

/** Whether a value of these types may be one of those; none are any. */
export function mayBe(wanted: readonly string[] = [], types: readonly string[]): boolean {
  if (wanted.length === 0 || types.length === 0) return true;
  return types.some(
    (type) =>
      wanted.includes(type) ||
      (type === 'integer' && wanted.includes('number')) ||
      (type === 'number' && wanted.includes('integer')),
  );
}

/** The JSON types that a value may come to; none where that is not known. */
export function typesOf(value: unknown, inputs: UseSite['inputs']): readonly string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (isObject(value)) return ['object'];
  if (typeof value !== 'string') return [typeof value];
  const parsed = parseExpression(value);
  // A text may be JSON, whatever is filled into it.
  if ('problem' in parsed) return /^\s*[[{]/.test(value) || value.startsWith('$') ? [] : ['string'];
  const { expression } = parsed;
  if (expression.kind !== 'inputs' || expression.pointer !== undefined) return [];
  const schema = inputs.properties[expression.name];
  const type = isObject(schema) ? schema['type'] : undefined;
  return typeof type === 'string' ? [type] : [];
}
