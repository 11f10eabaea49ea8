import type { Code } from './codes.ts';
import type { Place } from './place.ts';

/**
 * One change of a document, by RFC 6901 JSON Pointers into its value, so that it means the same whatever the text looks like.
 * It says what it expects to find, and is not made where something else stands there. Plain JSON.
 */
export type Edit =
  /** The value at the pointer becomes another. Strings are respelt where they differ, and keep their quotes. */
  | { readonly op: 'replace'; readonly pointer: string; readonly from: unknown; readonly to: unknown }
  /**
   * A member or an item that is not there yet: `/a/b` adds the member `b` to the map `/a`, `/a/-` an item to the list `/a`.
   * `after` names the member of the map that it follows; it comes last without one, or where that one is not there.
   */
  | { readonly op: 'add'; readonly pointer: string; readonly value: unknown; readonly after?: string }
  /** The member of a map, or the item of a list, goes away. */
  | { readonly op: 'remove'; readonly pointer: string; readonly from: unknown }
  /** The member of a map at the pointer `from` becomes one that is not there yet, at `pointer`, and is spelt as it was. */
  | { readonly op: 'move'; readonly pointer: string; readonly from: string; readonly after?: string }
  /** A line of a text that cannot be read yet, counted from 1: it has no value to point into, so that the pointer is empty. */
  | {
      readonly op: 'line';
      readonly pointer: '';
      readonly line: number;
      readonly from: string;
      readonly to: string;
    }
  /** The member of a map at the pointer gets another name, and keeps its place. */
  | { readonly op: 'rename'; readonly pointer: string; readonly to: string };

/**
 * What would settle a finding, offered only where one reading is provably right: what it writes exists in the source description, or
 * the specification leaves nothing else. Plain JSON.
 */
export interface Repair {
  /** What it does, in one line: `Write PostPaymentIntents in the place of postPaymentIntents.` */
  readonly title: string;
  /** In order: each sees the document as the ones before it have left it. */
  readonly edits: readonly Edit[];
  /**
   * JSON Pointer, or several, in the repaired document, of what could not be looked into before: what is found there had been hidden, and is not
   * the repair's doing.
   */
  readonly opens?: string | readonly string[];
}

/** A repair that was made. In its plain JSON a lock file can keep it: its edits fit the document that it was made in, and no other. */
export interface AppliedRepair extends Omit<Repair, 'opens'> {
  /** The finding that it settled. */
  readonly code: Code;
  /** Where the finding was, in the text before any repair of the same round. */
  readonly place?: Place;
}
