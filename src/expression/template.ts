import type { Expression } from './expression.ts';
import type { Selector } from './selector.ts';

/**
 * A value of a document in which runtime expressions are found and parsed: a parameter value, a payload, an output.
 * Plain JSON.
 */
export type Template =
  | { readonly kind: 'literal'; readonly value: unknown }
  /** A value that whoever runs the document gives, by RFC 6901 JSON Pointer from what is given; it is put in before anything is linked. */
  | { readonly kind: 'supplied'; readonly pointer: string }
  /** The whole string is one expression; its value keeps its type (clause K1). */
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** A part of the value of an expression (clause J3). */
  | { readonly kind: 'selector'; readonly selector: Selector }
  /** Text with `{$...}` slots (clauses G3, G4, K2). */
  | {
      readonly kind: 'text';
      readonly parts: readonly (string | Expression)[];
      /** What has no value is empty in the text, instead of an error (clause F11, lenient mode). */
      readonly missing?: 'empty';
    }
  | { readonly kind: 'object'; readonly members: readonly (readonly [name: string, value: Template])[] }
  | { readonly kind: 'array'; readonly items: readonly Template[] };
