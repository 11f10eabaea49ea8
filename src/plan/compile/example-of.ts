import type { JsonSchema } from '../../arazzo/document.ts';
import type { Outputs } from '../../expression/scope.ts';
import { isObject } from '../../text/json.ts';

/** The first example of an input schema. */
export function exampleOf(schema: JsonSchema | undefined): Outputs | undefined {
  const examples = isObject(schema) ? schema['examples'] : undefined;
  const first: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return isObject(first) ? first : undefined;
}
