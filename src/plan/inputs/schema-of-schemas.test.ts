import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { schemaOfSchemas } from './schema-of-schemas.ts';

const options = { strict: false, validateFormats: false, logger: false } as const;
const standard = new Ajv2020(options);
const ours = new Ajv2020({ ...options, meta: false });
ours.addMetaSchema(schemaOfSchemas);

/** Values of every kind that a keyword may be given, right or wrong. */
const values: readonly unknown[] = [
  null,
  true,
  0,
  1,
  -1,
  1.5,
  '',
  'a',
  'a#b',
  'string',
  [],
  {},
  ['a'],
  ['a', 'a'],
  [1],
  [{}],
  [true],
  [{ type: 1 }],
  ['string'],
  ['string', 'string'],
  ['strange'],
  { a: {} },
  { a: true },
  { a: 1 },
  { a: ['b'] },
  { a: ['b', 'b'] },
  { type: 'strange' },
  { items: { minimum: '' } },
];

const keywords = [...Object.keys(schemaOfSchemas.properties), 'const', 'default', 'x-unknown'];

test.each(keywords)('judges what "%s" may be as the meta-schemas of the standard do', (keyword) => {
  // A name of another dialect is refused by both, before its rules are looked at.
  const given = keyword === '$schema' ? values.filter((value) => typeof value !== 'string') : values;
  for (const value of given) {
    const schema = { [keyword]: value };
    const judge = (ajv: Ajv2020): unknown => {
      try {
        return ajv.validateSchema(schema);
      } catch {
        return 'refused';
      }
    };
    expect([value, judge(ours)]).toEqual([value, judge(standard)]);
  }
});
