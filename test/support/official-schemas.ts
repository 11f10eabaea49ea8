import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject } from '../../src/text/json.ts';

/** Where the official fixtures and schemas lie, when they are there: they are data, and no part of the repository. */
export const officialFixtures = join(import.meta.dirname, '../../../shared/arazzo-fixtures');

/** Judges the value of a document: the schema's first objection, its indexes written as `*`; undefined for none. */
export type Oracle = (value: unknown) => string | undefined;

/** The newest published schema of the minor version that a document declares; undefined where the folder is absent. */
export function officialSchemas(): Oracle | undefined {
  if (!existsSync(officialFixtures)) return undefined;
  const validators = Object.fromEntries(
    ['1.0', '1.1'].map((version) => {
      const folder = join(officialFixtures, 'schemas', version);
      const newest = readdirSync(folder)
        .filter((name) => /^\d/.test(name))
        .toSorted()
        .at(-1)!;
      const schema = JSON.parse(readFileSync(join(folder, newest), 'utf8')) as object;
      return [version, new Ajv2020({ strict: false, validateFormats: false }).compile(schema)];
    }),
  );
  return (value) => {
    const minor = isObject(value) && String(value.arazzo).startsWith('1.1') ? '1.1' : '1.0';
    const validate = validators[minor]!;
    if (validate(value)) return undefined;
    const { instancePath, message } = validate.errors![0]!;
    return `${instancePath.replaceAll(/\/\d+/g, '/*')} ${message}`;
  };
}
