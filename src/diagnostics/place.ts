/** A place in a text: where a finding points. */
export interface Place {
  /** The path or URL of the text, as the user gave it or as it was fetched. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** RFC 6901 JSON Pointer of the value within the text; `""` is the whole. */
  readonly pointer: string;
  /** Characters to underline on that line; 1 when unknown. */
  readonly length?: number;
}
