/** What a value of an AsyncAPI description may look like. Tables of these describe the specification's objects. */
export type Shape =
  | {
      readonly kind:
        | 'text'
        | 'any'
        /** A map whose members mean nothing to a reader: bindings, headers of an example. */
        | 'map-of-anything'
        /** A Schema Object, into which is not looked here: there are other formats than JSON Schema. */
        | 'schema'
        /** A Schema Object of a map, which headers are. */
        | 'headers'
        | 'schema-format'
        | 'media-type'
        /** An absolute URI. */
        | 'uri'
        /** A runtime expression of AsyncAPI: `$message.header#/id`. */
        | 'location'
        /** A Reference Object, and never what it leads to. */
        | 'reference';
    }
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: Shape }
  /** Members by names of the author's, which `names` restricts. */
  | { readonly kind: 'map'; readonly of: Shape; readonly names?: RegExp }
  /** The shape itself, or a Reference Object that leads to it. */
  | { readonly kind: 'or-reference'; readonly of: Shape }
  /** Which shape it is depends on the value. */
  | { readonly kind: 'choice'; readonly of: (value: unknown) => Shape }
  | ObjectShape;

/** One of the specification's objects. */
export interface ObjectShape {
  readonly kind: 'object';
  /** As a message names it: `channel`. */
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Other fields than these say nothing, and are no faults. */
  readonly isOpen?: true;
  /** Its `default` is one of its `enum`, where it has both. */
  readonly hasChoices?: true;
  /** What to do instead, for fields that the other major version has. */
  readonly advice?: Readonly<Record<string, string>>;
}

/** A fixed field of an object. */
export interface Field {
  readonly shape: Shape;
  readonly required?: true;
}
