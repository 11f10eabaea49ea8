import type { JsonObject } from '../text/json.ts';

/** What a value of an Arazzo document may look like. Tables of these describe the specification's objects. */
export type Shape =
  | { readonly kind: 'text' | 'number' | 'whole-number' | 'schema' }
  /** Any JSON value, in which expressions may stand. */
  | { readonly kind: 'any' }
  /** A text that is a runtime expression; from 1.1 on also a Selector Object. */
  | { readonly kind: 'expression' }
  | {
      readonly kind: 'one-of';
      readonly values: readonly string[];
      /** Those of the values that came with 1.1. */
      readonly since11?: readonly string[];
      /** What to do instead, for wrong values that are often seen. */
      readonly advice?: Readonly<Record<string, string>>;
      /** Wrong values that the types of a description still allow: who knows more of the document knows what is meant. */
      readonly admitted?: readonly string[];
    }
  | { readonly kind: 'list'; readonly of: Shape; readonly filled?: true }
  | { readonly kind: 'map'; readonly of: Shape }
  /** The shape `of` for maps that have the member, otherwise the other. */
  | { readonly kind: 'with-member'; readonly has: string; readonly of: Shape; readonly otherwise: Shape }
  /** The first shape for maps, the second for everything else. */
  | { readonly kind: 'map-or'; readonly map: Shape; readonly otherwise: Shape }
  | ObjectShape;

/** One of the specification's objects. */
export interface ObjectShape {
  readonly kind: 'object';
  /** As a message names it: `step`. */
  readonly name: string;
  /** The field whose value tells this object from others of its kind. */
  readonly id?: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Other fields are to be ignored (clause L2) instead of being errors (clause A3). */
  readonly ignoresOthers?: true;
  /** What to do instead, for wrong fields that are often seen. */
  readonly advice?: Readonly<Record<string, string>>;
  /** Names that stand for a field and that no other can be meant by, although they are not near it. */
  readonly synonyms?: Readonly<Record<string, string>>;
  /** Names of what belongs into the object of another field, by that field and its own name there. */
  readonly inner?: Readonly<Record<string, readonly [field: string, name: string]>>;
  /** The field that a text in the place of the object is the value of. */
  readonly shorthand?: string;
}

/** A fixed field of an object. */
export interface Field {
  readonly shape: Shape;
  readonly required?: true;
  /** The minor version that brought it, when not the first. */
  readonly since?: '1.1';
  /** The only value that the other fields of the object leave for it when it is missing. */
  readonly implied?: (object: JsonObject) => string | undefined;
}
