import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject } from '../../text/json.ts';
import { child, children, type Node, referenceOf } from '../read/resolve-reference.ts';

/** A Discriminator Object whose mapping says everything: from each value to the reference that it stands for. */
export interface CompleteDiscriminator {
  readonly propertyName: string;
  readonly mapping: Readonly<Record<string, string>>;
}

/**
 * The discriminator of a schema (OpenAPI 3.1.1, section 4.8.25; a property name alone in 2.0). Alternatives that its mapping does not
 * name go by the names of their schemas.
 * @param refer Gives the schema that a reference of the description became.
 */
export function discriminatorOf(
  node: Node,
  refer: (reference: string) => JsonSchema,
): CompleteDiscriminator | undefined {
  const declared = child(node, 'discriminator');
  const propertyName =
    typeof declared?.value === 'string' ? declared.value : declared && child(declared, 'propertyName')?.value;
  if (typeof propertyName !== 'string') return undefined;
  const mapping = new Map<string, string>();
  const add = (value: string, reference: string): void => {
    const schema = refer(reference);
    if (isObject(schema) && typeof schema['$ref'] === 'string') mapping.set(value, schema['$ref']);
  };
  for (const [value, at] of declared === undefined ? [] : children(child(declared, 'mapping'))) {
    if (typeof at.value !== 'string') continue;
    // A plain name is that of a component.
    add(value, /^[\w.-]+$/.test(at.value) ? `#/components/schemas/${at.value}` : at.value);
  }
  for (const keyword of ['oneOf', 'anyOf']) {
    for (const [, alternative] of children(child(node, keyword))) {
      const reference = referenceOf(alternative);
      if (reference === undefined) continue;
      const schema = refer(reference);
      const isNamed = isObject(schema) && [...mapping.values()].includes(schema['$ref'] as string);
      if (!isNamed) add(reference.slice(reference.lastIndexOf('/') + 1), reference);
    }
  }
  return { propertyName, mapping: Object.fromEntries(mapping) };
}
