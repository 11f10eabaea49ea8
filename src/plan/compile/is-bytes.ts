import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject } from '../../text/json.ts';
import { resolve } from '../inputs/known-properties.ts';

/** Whether a schema describes a text that holds bytes (JSON Schema 2020-12, section 8.3; `binary` and `byte` as OpenAPI has them). */
export function isBytes(schema: JsonSchema | undefined, root: JsonSchema | undefined, depth = 0): boolean {
  if (!isObject(schema) || depth > 20) return false;
  const { $ref: reference, contentEncoding, format } = schema;
  if (contentEncoding === 'base64' || format === 'binary' || format === 'byte') return true;
  return (
    typeof reference === 'string' &&
    isBytes(resolve(reference, root) as JsonSchema | undefined, root, depth + 1)
  );
}
