/** Outputs by name. A name that is absent was never produced, or found nothing. */
export type Outputs = Readonly<Record<string, unknown>>;

/** What expressions can see at one moment of a run. All values are JSON values; header names are lower case. */
export interface Scope {
  readonly inputs: Outputs;
  /** Steps of the current workflow that have finished at least once. */
  readonly steps: Readonly<Record<string, { readonly outputs: Outputs } | undefined>>;
  /** Workflows of this run that have finished, and the current one's inputs. */
  readonly workflows: FinishedWorkflows;
  /** `$outputs`: a nested workflow's outputs inside its calling step, otherwise the current workflow's. */
  readonly outputs?: Outputs;
  readonly request?: RequestScope;
  readonly response?: ResponseScope;
  /** The message that a step on a channel has sent or received. */
  readonly message?: MessageScope;
  /** The Source Description Objects of the document, by name. */
  readonly sourceDescriptions?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  /** Finished workflows of other documents, by the names of the source descriptions that lead to these. */
  readonly documents?: Readonly<Record<string, FinishedWorkflows | undefined>>;
  readonly self?: string;
}

/** What workflows of a run were given and left, by the workflowIds that a document knows them by. */
type FinishedWorkflows = Readonly<
  Record<string, { readonly inputs: Outputs; readonly outputs: Outputs } | undefined>
>;

/** What was sent. Parameter values are those before serialization. */
export interface RequestScope {
  readonly url: string;
  readonly method: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly path: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** What was answered. The body is decoded by its media type: JSON values, text, or undefined when empty. */
export interface ResponseScope {
  readonly statusCode: number;
  readonly header: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A message on a channel. Its payload is decoded by its media type, as the body of an answer is. */
export interface MessageScope {
  /** By name in lower case; values as they were sent, texts where they came over HTTP. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: unknown;
}
