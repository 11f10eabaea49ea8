import { isObject } from '../text/json.ts';
import { kindOfName } from './secret-name.ts';
import { type SecretPlaces, secretPlaces } from './secret-places.ts';

/**
 * The texts of the inputs of a workflow that are secret, at whatever depth: where the schema says `format: password` or `writeOnly`, and where the
 * name says so (clause A15). Those of fewer than four characters are left out: they would mask half of every text.
 */
export function secretInputs(inputs: Readonly<Record<string, unknown>>, schema: unknown): string[] {
  const found = new Set<string>();
  const visit = (value: unknown, places: SecretPlaces, within: boolean): void => {
    const isSecret = within || places.isSecret;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, places.item(), isSecret);
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        visit(member, places.member(name), isSecret || kindOfName(name) === 'secret');
      }
    } else if (isSecret && (typeof value === 'string' || typeof value === 'number')) {
      const text = String(value);
      if (text.length >= 4) found.add(text);
    }
  };
  visit(inputs, secretPlaces(schema), false);
  return [...found];
}
