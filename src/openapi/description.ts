import type { LocatedText } from '../text/located-text.ts';

/** An OpenAPI description that has been read: its text, and where its operations stand. Nothing else of it has been looked at. */
export interface OpenApiDescription {
  readonly located: LocatedText;
  /** As written: `3.0.3`. */
  readonly version: string;
  /** Which rules of reading apply. 3.2, and any newer 3.x, is read by the rules of 3.1, which it extends. */
  readonly rules: '3.0' | '3.1';
  /** `info.title`; empty when it has none. */
  readonly title: string;
  /** Where it was retrieved from: a URL or a path. Relative server URLs resolve against it when it is http(s) (clause 4.3). */
  readonly location: string;
  /** In document order. */
  readonly operations: readonly OperationEntry[];
}

/** Where one callable operation stands. */
export interface OperationEntry {
  readonly operationId?: string;
  /** Upper case; those of `additionalOperations` as written. */
  readonly method: string;
  /** The path template, as written. */
  readonly path: string;
  /** JSON Pointer of the Operation Object itself, which is not below `/paths` when the path item is a reference. */
  readonly pointer: string;
  /** JSON Pointer by which the operation is addressed from `/paths`, as an `operationPath` writes it (clause E5). */
  readonly address: string;
  /** JSON Pointers of its path item, and of those which that references, nearest first. */
  readonly pathItems: readonly string[];
}
