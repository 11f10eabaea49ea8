import type { JsonSchema } from '../arazzo/document.ts';
import { loadSchemaCompiler } from '../openapi/schema/compile-schema.ts';
import { chooseMediaType } from '../openapi/choose-media-type.ts';
import type { WantedSupply } from '../plan/wanted-supply.ts';
import { isObject } from '../text/json.ts';
import type { FindMockOperation } from './cooperation/uses.ts';
import { memberSchema } from './mock/coerce-text.ts';
import { generateValue } from './values/generate-value.ts';

/** Something that is wanted, with what the description says of it and a value that would do. */
export interface SuppliedExample extends WantedSupply {
  /** Stands alone; absent where the description says nothing of it. */
  readonly schema?: JsonSchema;
  readonly value: unknown;
}

/**
 * Makes a value for everything that has to be supplied, of its schema.
 * @param seed The same seed gives the same values.
 */
export async function exampleSupply(
  wanted: readonly WantedSupply[],
  find: FindMockOperation,
  seed = 'supply',
): Promise<readonly SuppliedExample[]> {
  const compile = await loadSchemaCompiler();
  return wanted.map((want) => {
    const schema = schemaOf(want, find);
    const { name = 'body' } = want;
    // The name of a member tells what a text may be about.
    const { $defs, ...rest } = isObject(schema) ? schema : { $defs: undefined };
    const whole: JsonSchema = {
      properties: { [name]: isObject(schema) ? rest : (schema ?? { type: 'string' }) },
      required: [name],
      ...($defs === undefined ? {} : { $defs }),
    };
    const made = generateValue(whole, { seed, direction: 'request', check: compile(whole) });
    const value = isObject(made) ? made[name] : undefined;
    return { ...want, ...(schema === undefined ? {} : { schema }), value };
  });
}

function schemaOf({ in: part, name, call }: WantedSupply, find: FindMockOperation): JsonSchema | undefined {
  const operation = find(call);
  if (operation === undefined) return undefined;
  if (part !== 'body') return operation.parameterSchema({ in: part, name: name! });
  const { requestBody } = call.operation;
  const chosen = chooseMediaType(requestBody?.content ?? {}, call.body?.contentType);
  const key = Object.entries(requestBody?.content ?? {}).find(
    ([, media]) => media === chosen?.mediaType,
  )?.[0];
  const body = key === undefined ? undefined : operation.bodySchema(key);
  return name === undefined ? body : memberOf(body, name);
}

/** The schema of a member, with what it refers to. */
function memberOf(schema: JsonSchema | undefined, name: string): JsonSchema | undefined {
  const member = memberSchema(schema, schema, name);
  const $defs = isObject(schema) ? schema['$defs'] : undefined;
  return isObject(member) && $defs !== undefined ? { ...member, $defs } : member;
}
