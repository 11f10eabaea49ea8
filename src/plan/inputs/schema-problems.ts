import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject } from '../../text/json.ts';
import { escapeToken, parsePointer } from '../../text/pointer.ts';

/** Why an input schema cannot be used, and where in it, by RFC 6901 JSON Pointer. */
export interface SchemaProblem {
  readonly pointer: string;
  readonly message: string;
  readonly hint: string;
}

/** An error of the validator, about a schema as an instance of the schema of schemas. */
interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** What is wrong with a schema by the rules for schemas: one problem a place, and none for what merely holds such a place. */
export function malformed(errors: readonly SchemaError[]): SchemaProblem[] {
  const deepest = errors.filter(
    ({ instancePath }) => !errors.some((other) => other.instancePath.startsWith(`${instancePath}/`)),
  );
  const first = new Map(deepest.toReversed().map((error) => [error.instancePath, error]));
  return [...first.values()].toReversed().map(({ instancePath, keyword, params, message }) => {
    const field = parsePointer(instancePath)?.at(-1);
    const subject = field === undefined ? 'it' : `"${field}"`;
    const rule =
      keyword === 'enum'
        ? `is none of ${(params['allowedValues'] as readonly unknown[]).join(', ')}`
        : keyword === 'type'
          ? `must be of type ${String(params['type']).replaceAll(',', ' or ')}`
          : (message ?? 'is not valid');
    return {
      pointer: instancePath,
      message: `The input schema cannot be used: ${subject} ${rule}.`,
      hint: 'Correct the schema; it is JSON Schema 2020-12.',
    };
  });
}

/** Why a well-formed schema could not be compiled. */
export function uncompilable(schema: JsonSchema, error: unknown): SchemaProblem {
  const because = (reason: string, hint: string, pointer = ''): SchemaProblem => {
    return { pointer, message: `The input schema cannot be used: ${reason}.`, hint };
  };
  if (error instanceof RangeError) return endless();
  const reason = error instanceof Error ? error.message : String(error);
  const lost = /^can't resolve reference (\S+) from id/.exec(reason)?.[1];
  if (lost === undefined) {
    return because(reason, 'Correct the schema; patterns cannot use back-references or look-around.');
  }
  const hint = 'References lead into this document, such as #/components/inputs/<name>.';
  return because(`it refers to ${lost}, which is no part of the document`, hint, referenceTo(schema, lost));
}

/** A schema that refers to nothing but itself has no meaning. */
export function endless(): SchemaProblem {
  return {
    pointer: '',
    message: 'The input schema cannot be used: it refers to itself without end.',
    hint: 'Let one of the schemas that refer to each other say what a value is.',
  };
}

/** Where a value refers to something by this text, by JSON Pointer; undefined when it does not. */
export function referenceTo(value: unknown, text: string, pointer = ''): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isObject(value) && value['$ref'] === text) return `${pointer}/$ref`;
  for (const [name, member] of Object.entries(value)) {
    const found = referenceTo(member, text, `${pointer}/${escapeToken(name)}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
