import { isObject } from '../text/json.ts';
import { kindOfName } from './secret-name.ts';

/**
 * The texts of the inputs of a workflow that are secret, at whatever depth: where the schema says `format: password` or `writeOnly`, and where the
 * name says so (clause A15). Those of fewer than four characters are left out: they would mask half of every text.
 */
export function secretInputs(inputs: Readonly<Record<string, unknown>>, schema: unknown): string[] {
  const found = new Set<string>();
  const visit = (value: unknown, within: unknown, isSecret: boolean): void => {
    if (Array.isArray(value)) {
      const items = isObject(within) ? within['items'] : undefined;
      for (const item of value) visit(item, items, isSecret || isSecretBySchema(items));
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        const property = propertyOf(within, name);
        visit(member, property, isSecret || isSecretBySchema(property) || kindOfName(name) === 'secret');
      }
    } else if (isSecret && (typeof value === 'string' || typeof value === 'number')) {
      const text = String(value);
      if (text.length >= 4) found.add(text);
    }
  };
  visit(inputs, schema, false);
  return [...found];
}

/** What an object schema says of a member, as far as it says so itself. */
export function propertyOf(schema: unknown, name: string): unknown {
  if (!isObject(schema) || !isObject(schema['properties'])) return undefined;
  return Object.hasOwn(schema['properties'], name) ? schema['properties'][name] : undefined;
}

/** Whether a schema marks what it describes as a secret. */
export function isSecretBySchema(schema: unknown): boolean {
  return isObject(schema) && (schema['format'] === 'password' || schema['writeOnly'] === true);
}
