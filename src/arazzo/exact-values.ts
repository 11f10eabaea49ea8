import { isObject, type JsonObject } from '../text/json.ts';
import { exactSchema } from './exact-schema.ts';
import type { Shape } from './shape.ts';

/**
 * A value of a document with all digits of the numbers that it passes on (clause K12): where the specification has any value, and where a
 * schema has values of its own, numbers that a double cannot hold are texts of their digits. Numbers that mean something to Arazzo stay numbers.
 * @param exact The same value as `LocatedText.exact` gives it.
 */
export function exactValues(shape: Shape, value: unknown, exact: unknown): unknown {
  if (value === exact) return value;
  switch (shape.kind) {
    case 'any':
      return exact;
    case 'schema':
      return exactSchema(value, exact);
    case 'list':
      return Array.isArray(value)
        ? value.map((item: unknown, index) => exactValues(shape.of, item, (exact as unknown[])[index]))
        : value;
    case 'map':
      return isObject(value) ? eachMember(value, exact, () => shape.of) : value;
    case 'with-member': {
      const has = isObject(value) && Object.hasOwn(value, shape.has);
      return exactValues(has ? shape.of : shape.otherwise, value, exact);
    }
    case 'map-or':
      return exactValues(isObject(value) ? shape.map : shape.otherwise, value, exact);
    case 'object':
      return isObject(value) ? eachMember(value, exact, (name) => fieldShape(shape.fields, name)) : value;
    default:
      return value;
  }
}

function eachMember(
  value: JsonObject,
  exact: unknown,
  shapeOf: (name: string) => Shape | undefined,
): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const shape = shapeOf(name);
      return [name, shape === undefined ? member : exactValues(shape, member, (exact as JsonObject)[name])];
    }),
  );
}

function fieldShape(fields: Extract<Shape, { kind: 'object' }>['fields'], name: string): Shape | undefined {
  return Object.hasOwn(fields, name) ? fields[name]?.shape : undefined;
}
