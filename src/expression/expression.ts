/** Decoded reference tokens of an RFC 6901 JSON Pointer: `#/a~1b/0` is `['a/b', '0']`; `[]` is the whole value. */
export type Pointer = readonly string[];

/**
 * A runtime expression of the Arazzo Specification, parsed (1.1.0 grammar, used for 1.0 documents too).
 * Plain JSON, so that it can be stored in a plan.
 */
export type Expression =
  | { readonly kind: 'url' | 'method' | 'statusCode' | 'self' }
  | {
      readonly kind: 'request' | 'response' | 'message';
      readonly source: 'header' | 'query' | 'path';
      /** As written; header names compare case-insensitively. */
      readonly name: string;
    }
  | {
      readonly kind: 'request' | 'response' | 'message';
      readonly source: 'body' | 'payload';
      readonly pointer?: Pointer;
    }
  | { readonly kind: 'inputs' | 'outputs'; readonly name: string; readonly pointer?: Pointer }
  | { readonly kind: 'steps'; readonly stepId: string; readonly name: string; readonly pointer?: Pointer }
  | {
      readonly kind: 'workflows';
      readonly workflowId: string;
      readonly field: 'inputs' | 'outputs';
      readonly name: string;
      readonly pointer?: Pointer;
    }
  | { readonly kind: 'sourceDescriptions'; readonly name: string; readonly reference: string }
  | {
      readonly kind: 'components';
      readonly component: 'parameters' | 'successActions' | 'failureActions';
      readonly name: string;
    };
