import type { OpenApiDocument, Rules } from './openapi-document.ts';
import type { Node } from './read/resolve-reference.ts';

/** An OpenAPI description that has been read: its text, and where its operations stand. Nothing else of it has been looked at. */
export interface OpenApiDescription {
  /** The document it begins with. Relative server URLs resolve against its location when that is http(s) (clause 4.3). */
  readonly document: OpenApiDocument;
  /** As written: `3.0.3`. */
  readonly version: string;
  /** Which rules of reading apply to its first document. */
  readonly rules: Rules;
  /** `info.title`; empty when it has none. */
  readonly title: string;
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
  /** The Operation Object itself, which is not below `/paths` when the path item is a reference. */
  readonly node: Node;
  /** JSON Pointer by which the operation is addressed from `/paths`, as an `operationPath` writes it (clause E5). */
  readonly address: string;
  /** Its path item, and those which that references, nearest first. */
  readonly pathItems: readonly Node[];
}
