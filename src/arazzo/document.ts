/**
 * The Arazzo Specification's objects, field for field (1.0.1, and what of 1.1 is run). These are the types of a document that has passed the shape check;
 * nothing is resolved or parsed further. See https://spec.openapis.org/arazzo/latest.html.
 */
export interface ArazzoDescription {
  readonly arazzo: string;
  /** The document's own URI; since 1.1. */
  readonly $self?: string;
  readonly info: Info;
  readonly sourceDescriptions: readonly SourceDescription[];
  readonly workflows: readonly Workflow[];
  readonly components?: Components;
}

/** The Info Object (clause A5). */
export interface Info {
  readonly title: string;
  readonly summary?: string;
  readonly description?: string;
  readonly version: string;
}

/** The Source Description Object (clauses B1 to B4). */
export interface SourceDescription {
  readonly name: string;
  readonly url: string;
  readonly type?: 'openapi' | 'arazzo' | 'asyncapi';
}

/** The Workflow Object (section D). */
export interface Workflow {
  readonly workflowId: string;
  readonly summary?: string;
  readonly description?: string;
  /** JSON Schema 2020-12. */
  readonly inputs?: JsonSchema;
  readonly dependsOn?: readonly string[];
  readonly steps: readonly Step[];
  readonly successActions?: readonly (SuccessAction | Reusable)[];
  readonly failureActions?: readonly (FailureAction | Reusable)[];
  /** By name; values are runtime expressions. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly (Parameter | Reusable)[];
}

/** A JSON Schema 2020-12: an object or a boolean. */
export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

/** The Step Object (section E). */
export interface Step {
  readonly stepId: string;
  readonly description?: string;
  readonly operationId?: string;
  readonly operationPath?: string;
  readonly workflowId?: string;
  /** A source and a JSON Pointer to a channel of it; since 1.1. */
  readonly channelPath?: string;
  /** What a step on a channel does; since 1.1 (clause E8). */
  readonly action?: 'send' | 'receive';
  /** What the message that is received must carry: the prose has a text, the schema any value; since 1.1. */
  readonly correlationId?: unknown;
  /** Milliseconds; since 1.1. */
  readonly timeout?: number;
  /** Since 1.1. */
  readonly dependsOn?: readonly string[];
  readonly parameters?: readonly (Parameter | Reusable)[];
  readonly requestBody?: RequestBody;
  readonly successCriteria?: readonly Criterion[];
  readonly onSuccess?: readonly (SuccessAction | Reusable)[];
  readonly onFailure?: readonly (FailureAction | Reusable)[];
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The Parameter Object (section F). */
export interface Parameter {
  readonly name: string;
  /**
   * `channel` is known to the schema of 1.1 alone: a variable of a channel's address (clause F2). `body` and `formData` are of OpenAPI 2, and errors that
   * nothing else comes of.
   */
  readonly in?: 'path' | 'query' | 'header' | 'cookie' | 'querystring' | 'channel' | 'body' | 'formData';
  readonly value: unknown;
}

/** The Request Body Object (section G). */
export interface RequestBody {
  readonly contentType?: string;
  readonly payload?: unknown;
  readonly replacements?: readonly PayloadReplacement[];
}

/** The Payload Replacement Object (clauses G5 to G7). */
export interface PayloadReplacement {
  readonly target: string;
  /** Since 1.1: how the target is read. Absent: as XPath in XML, as a JSON Pointer elsewhere. */
  readonly targetSelectorType?: SelectorType;
  readonly value: unknown;
}

/** The language of a selector: its name, or an object that names its version too (clause J1). */
export type SelectorType =
  | 'jsonpath'
  | 'jsonpointer'
  | 'xpath'
  | { readonly type: 'jsonpath' | 'jsonpointer' | 'xpath'; readonly version: string };

/** The Criterion Object (section I). */
export interface Criterion {
  readonly context?: string;
  readonly condition: string;
  readonly type?: 'simple' | 'regex' | 'jsonpath' | 'xpath' | CriterionExpressionType;
  /** The version of the type, where it stands beside the type instead of within it (clause I4). */
  readonly version?: string;
}

/** The Criterion Expression Type Object (clause J1). */
export interface CriterionExpressionType {
  readonly type: 'jsonpath' | 'xpath';
  readonly version: string;
}

/** The Success Action Object (section H). */
export interface SuccessAction {
  readonly name: string;
  readonly type: 'end' | 'goto';
  readonly workflowId?: string;
  readonly stepId?: string;
  /** Since 1.1. */
  readonly parameters?: readonly (Parameter | Reusable)[];
  readonly criteria?: readonly Criterion[];
}

/** The Failure Action Object (section H). */
export interface FailureAction {
  readonly name: string;
  readonly type: 'end' | 'goto' | 'retry';
  readonly workflowId?: string;
  readonly stepId?: string;
  /** Since 1.1. */
  readonly parameters?: readonly (Parameter | Reusable)[];
  /** Seconds. */
  readonly retryAfter?: number;
  readonly retryLimit?: number;
  readonly criteria?: readonly Criterion[];
}

/** A Reusable Object: `reference` is a runtime expression into `$components`. */
export interface Reusable {
  readonly reference: string;
  readonly value?: unknown;
}

/** The Components Object (clause L1). */
export interface Components {
  readonly inputs?: Readonly<Record<string, JsonSchema>>;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly successActions?: Readonly<Record<string, SuccessAction>>;
  readonly failureActions?: Readonly<Record<string, FailureAction>>;
}
