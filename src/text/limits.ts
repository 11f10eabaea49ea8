/** Bounds on what is read; documents come from strangers. */
export const limits = {
  /** Bytes of a text in UTF-8, unless the caller says otherwise. */
  bytes: 8 * 1024 * 1024,
  /** Collections within collections. No real document comes near, and later stages may recurse. */
  depth: 256,
  /**
   * Pieces that the text of YAML falls into (names, marks, spaces, values, ends of lines): each takes a microsecond or two. The largest descriptions,
   * of some 250,000 lines, have half as many. JSON is not read by pieces.
   */
  lexemes: 4_000_000,
  /** Values that aliases may add to those written out. */
  aliasedValues: 100_000,
  /** Findings reported for one text. */
  findings: 20,
} as const;
