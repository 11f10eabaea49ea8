import type { Place } from '../diagnostics/place.ts';

/** A YAML or JSON text that has been read: its value, and the way back from a value to its place in the text. */
export interface LocatedText {
  /** The path or URL it was read from, as shown to people. */
  readonly file: string;
  /** The text as it was read. */
  readonly text: string;
  /** The plain JSON value of the text. Never changed after reading. */
  readonly value: unknown;
  /**
   * The value, in which numbers that a double cannot hold are texts of their digits (clause K12); what is no schema of something else is
   * taken from here. The same value where there are none.
   */
  exact(): unknown;
  /**
   * The place of the value at an RFC 6901 JSON Pointer. Where nothing stands there, the place of its nearest existing ancestor.
   * With `key`, the place of the member's name instead of its value.
   */
  place(pointer: string, part?: 'key' | 'value'): Place;
}
