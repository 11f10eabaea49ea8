const schema = { $ref: '#' };
const schemas = { type: 'object', additionalProperties: schema };
const list = { type: 'array', minItems: 1, items: schema };
const text = { type: 'string' };
const flag = { type: 'boolean' };
const number = { type: 'number' };
const count = { type: 'integer', minimum: 0 };
const names = { type: 'array', items: text, uniqueItems: true };
const typeName = { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] };

/** Gives several keywords the same rule. */
function each(keywords: string, rule: object): Record<string, object> {
  return Object.fromEntries(keywords.split(' ').map((keyword) => [keyword, rule]));
}

/**
 * The rules of JSON Schema 2020-12 for schemas themselves, of all its vocabularies, as one schema. It stands in for the eight that
 * the standard spreads them over, joined by dynamic references: to compile those takes a validator longer than everything
 * else that a short run does.
 */
export const schemaOfSchemas = {
  $id: 'https://json-schema.org/draft/2020-12/schema',
  type: ['object', 'boolean'],
  properties: {
    ...each('$schema $comment title description format contentEncoding contentMediaType pattern', text),
    ...each('$ref $dynamicRef', text),
    $id: { type: 'string', pattern: '^[^#]*#?$' },
    ...each('$anchor $dynamicAnchor', { type: 'string', pattern: '^[A-Za-z_][-A-Za-z0-9._]*$' }),
    $vocabulary: { type: 'object', additionalProperties: flag },
    ...each('$defs definitions properties patternProperties dependentSchemas', schemas),
    ...each('allOf anyOf oneOf prefixItems', list),
    ...each('additionalProperties contains contentSchema else if items not propertyNames then', schema),
    ...each('unevaluatedItems unevaluatedProperties', schema),
    ...each('exclusiveMaximum exclusiveMinimum maximum minimum', number),
    multipleOf: { type: 'number', exclusiveMinimum: 0 },
    ...each(
      'maxContains maxItems maxLength maxProperties minContains minItems minLength minProperties',
      count,
    ),
    ...each('deprecated readOnly uniqueItems writeOnly', flag),
    ...each('enum examples', { type: 'array' }),
    type: { anyOf: [typeName, { type: 'array', items: typeName, minItems: 1, uniqueItems: true }] },
    required: names,
    dependentRequired: { type: 'object', additionalProperties: names },
    // Of older drafts, and still obeyed.
    dependencies: { type: 'object', additionalProperties: { anyOf: [schema, names] } },
  },
};
