import { isObject } from '../../text/json.ts';

/** Keywords of which a schema that its meta-schema accepts can always be compiled. */
const plain = new Set(
  (
    'type const required format title description default examples deprecated readOnly writeOnly minimum maximum exclusiveMinimum ' +
    'exclusiveMaximum multipleOf minLength maxLength minItems maxItems uniqueItems minProperties maxProperties'
  ).split(' '),
);

/** Schemas one within another; what compiles them recurses. */
const deepest = 20;

/**
 * Whether a valid schema says nothing that only compiling could find wrong, such as a reference that leads nowhere and a pattern that no engine takes.
 */
export function isPlain(schema: unknown, depth = 0): boolean {
  if (typeof schema === 'boolean') return true;
  if (!isObject(schema) || depth > deepest) return false;
  return Object.entries(schema).every(([keyword, value]) => {
    if (keyword === 'items' || keyword === 'additionalProperties') return isPlain(value, depth + 1);
    if (keyword === 'properties')
      return isObject(value) && Object.values(value).every((each) => isPlain(each, depth + 1));
    if (keyword === 'enum') return Array.isArray(value) && value.length > 0;
    return plain.has(keyword) || keyword.startsWith('x-');
  });
}
