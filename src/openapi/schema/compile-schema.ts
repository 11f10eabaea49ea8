import type { ErrorObject } from 'ajv';
import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject } from '../../text/json.ts';
import { numberFormats, textFormats } from './formats.ts';
import { type LinearPattern, linearPattern } from './linear-pattern.ts';

/** Something about a value that its schema does not allow. */
export interface SchemaProblem {
  /** JSON Pointer within the value; empty for the value itself. */
  readonly pointer: string;
  /** The keyword that it offends: `required`, `type`. */
  readonly keyword: string;
  /** A predicate that repeats nothing of the value: `lacks the member "name"`. */
  readonly message: string;
}

/** Holds a value against a schema; the result is empty when it fits. */
export type CheckValue = (value: unknown) => readonly SchemaProblem[];

/** Compiles schemas that stand alone; each is compiled once. Schemas that cannot be compiled admit everything. */
export type CompileSchema = (schema: JsonSchema) => CheckValue;

/** More findings than this say nothing new. */
const mostProblems = 20;

/**
 * Loads the validator of JSON Schema 2020-12, in which the schemas of every OpenAPI version are written here (`jsonSchemaOf`). Patterns run on a
 * linear-time engine; one that it refuses admits every text.
 */
export async function loadSchemaCompiler(): Promise<CompileSchema> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const { RE2JS: engine } = await import('re2js');
  const pattern = (source: string): LinearPattern => {
    try {
      return linearPattern(engine, source);
    } catch {
      return { test: () => true, toString: () => `unknown:${source}` };
    }
  };
  const compiled = new WeakMap<object, CheckValue>();
  return (schema) => {
    if (!isObject(schema))
      return schema ? () => [] : () => [{ pointer: '', keyword: 'false', message: 'is not allowed' }];
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const ajv = new Ajv2020({
      strict: false,
      allErrors: true,
      ownProperties: true,
      logger: false,
      meta: false,
      validateSchema: false,
      inlineRefs: false,
      formats: {
        ...Object.fromEntries(Object.entries(textFormats).map(([name, validate]) => [name, { validate }])),
        ...Object.fromEntries(
          Object.entries(numberFormats).map(([name, validate]) => [
            name,
            { type: 'number' as const, validate },
          ]),
        ),
      },
      code: { regExp: Object.assign(pattern, { code: 'linearPattern' }) },
    });
    const check = checkWith(ajv, schema);
    compiled.set(schema, check);
    return check;
  };
}

interface Compiler {
  compile(schema: object): { (value: unknown): boolean; errors?: readonly ErrorObject[] | null };
}

function checkWith(ajv: Compiler, schema: object): CheckValue {
  let validate: ReturnType<Compiler['compile']>;
  try {
    validate = ajv.compile(schema);
  } catch {
    return () => [];
  }
  return (value) => {
    try {
      if (validate(value)) return [];
    } catch (error) {
      // A schema that refers to nothing but itself demands nothing; a value nested this deep is not looked through.
      if (error instanceof RangeError) return [];
      throw error;
    }
    return (validate.errors ?? []).slice(0, mostProblems).map(problemOf);
  };
}

function problemOf({ instancePath, keyword, params, message }: ErrorObject): SchemaProblem {
  return { pointer: instancePath, keyword, message: predicate(keyword, params, message) };
}

function predicate(
  keyword: string,
  params: Readonly<Record<string, unknown>>,
  message = 'is not valid',
): string {
  switch (keyword) {
    case 'required':
      return `lacks the member "${String(params['missingProperty'])}"`;
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      return `has the member "${name}", which is not allowed`;
    }
    case 'type':
      return `is not of type ${[params['type']].flat().join(' or ')}`;
    case 'enum':
      return `is none of ${JSON.stringify(params['allowedValues'])}`;
    case 'const':
      return `is not ${JSON.stringify(params['allowedValue'])}`;
    case 'format':
      return `is not of the format ${String(params['format'])}`;
    case 'pattern':
      return `does not match ${String(params['pattern'])}`;
    default:
      return message;
  }
}
