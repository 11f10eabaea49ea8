import type { CriterionPlan } from '../criterion/criterion-plan.ts';
import type { JsonSchema } from '../arazzo/document.ts';
import type { Channel } from '../asyncapi/channel.ts';
import type { XmlDescription } from '../openapi/serialize/describe-xml.ts';
import type { PlacePattern } from '../openapi/serialize/number-places.ts';
import type { Operation } from '../openapi/operation.ts';
import type { SelectorDialect } from '../expression/selector.ts';
import type { Template } from '../expression/template.ts';

/**
 * A document made ready to run: every reference resolved, every expression and condition parsed, every jump checked.
 * Plain frozen JSON; `hash` identifies it, and a run started under a plan ends under it.
 */
export interface Plan {
  /** The version of this format. */
  readonly format: 1;
  /** `sha256-` and 64 hex digits over the canonical JSON of everything else. */
  readonly hash: string;
  readonly title: string;
  readonly version: string;
  readonly summary?: string;
  /** The OpenAPI descriptions, by name. Those of other documents have the name of the document before theirs: `billing.pets`. */
  readonly sources: Readonly<Record<string, SourcePlan>>;
  /** Those of the document, in its order; then, of other documents, those that a run can come to. */
  readonly workflows: readonly WorkflowPlan[];
  /** What expressions see of each document, by its name; the name of the first is empty. */
  readonly documents: Readonly<Record<string, DocumentPlan>>;
}

/** An Arazzo document that the plan was compiled from. */
export interface DocumentPlan {
  /** As the document gives it, for `$self`. */
  readonly self?: string;
  /** Its Source Description Objects by name, for `$sourceDescriptions.<name>.<field>` (clause K7). */
  readonly sourceDescriptions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** By the name of a source description, the name of the document that it leads to. */
  readonly documents: Readonly<Record<string, string>>;
}

/** A source description that the plan was compiled from. */
export interface SourcePlan {
  /** As the document gives it. */
  readonly url: string;
  /** `sha256-` and 64 hex digits of the description's text. */
  readonly hash: string;
  /** The title of the description. */
  readonly title: string;
}

/** A Workflow Object, compiled. */
export interface WorkflowPlan {
  /** Unique within the plan: that of another document has the name of the document before it, `billing.pay`. */
  readonly workflowId: string;
  /** The name of its document, when it is not the first. */
  readonly document?: string;
  readonly summary?: string;
  readonly description?: string;
  /** With `$ref`s into the document replaced by `$defs` of its own, so that it stands alone. */
  readonly inputs?: JsonSchema;
  /** Absent but in strict mode, which does not apply the defaults of the inputs (clause C3). */
  readonly defaults?: false;
  /** Only in strict mode: when all of its steps have succeeded, an output that finds nothing is an error (clause D8). */
  readonly outputsDue?: true;
  /** Workflows that must have completed before this one begins, in document order (clause D3). */
  readonly dependsOn?: readonly DependencyPlan[];
  readonly steps: readonly StepPlan[];
  readonly outputs: readonly OutputPlan[];
}

/** A workflow that must have completed before (clause D3). */
export interface DependencyPlan {
  readonly workflowId: string;
  /** Names of the run's inputs that it takes when it is started; absent when it is not started, but must have completed (strict mode). */
  readonly inputs?: readonly string[];
}

/** A named value: an output, or an input that is passed on. */
export interface OutputPlan {
  readonly name: string;
  readonly value: Template;
}

/** A Step Object, compiled. */
export interface StepPlan {
  readonly stepId: string;
  readonly description?: string;
  /** Steps of this workflow that must have succeeded before this one is entered (clause E10). */
  readonly dependsOn?: readonly string[];
  /** Steps of other workflows that must have succeeded in this run (clause E10). */
  readonly dependsOnElsewhere?: readonly { readonly workflowId: string; readonly stepId: string }[];
  /** Milliseconds that an attempt may take (clause E9). */
  readonly timeout?: number;
  /** Index of the last of the steps after this one that begin at the same time as it; absent when the next one waits for it (clause E10). */
  readonly together?: number;
  readonly target: CallPlan | ChannelPlan | WorkflowCallPlan;
  /** Empty: any 2xx answer succeeds (clause H3), and so does any message that is sent or received (E13); a nested workflow's own result decides. */
  readonly successCriteria: readonly CriterionPlan[];
  /** The effective chains: the step's actions, then the workflow's whose names the step does not use (clause D5). */
  readonly onSuccess: readonly ActionPlan[];
  readonly onFailure: readonly ActionPlan[];
  readonly outputs: readonly OutputPlan[];
}

/** A call of an operation. */
export interface CallPlan {
  readonly kind: 'operation';
  readonly source: string;
  readonly operation: Operation;
  /** Those the operation declares and those only the document gives, in document order. */
  readonly parameters: readonly ParameterPlan[];
  readonly body?: BodyPlan;
}

/** A message that is sent to a channel, or received from one (clauses E8, E13). */
export interface ChannelPlan {
  readonly kind: 'channel';
  readonly source: string;
  readonly action: 'send' | 'receive';
  readonly channel: Channel;
  /** Variables of the address, as path parameters, and headers of a message that is sent. */
  readonly parameters: readonly ParameterPlan[];
  /** Of a message that is sent; absent when its payload is empty. */
  readonly body?: BodyPlan;
  /** What the message that is received must carry. */
  readonly correlationId?: Template;
}

/** A parameter of a call with its value, before serialization (clauses F1, F2). */
export interface ParameterPlan {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'querystring';
  readonly value: Template;
}

/** The body of a call, before serialization (clauses G1 to G8). */
export interface BodyPlan {
  /** As sent in `Content-Type`. */
  readonly contentType: string;
  readonly payload: Template;
  /** Of JSON, parts and fields in JSON among it: the places that hold numbers and no texts, where kept digits are written as a number (clause K12). */
  readonly numbers?: readonly PlacePattern[];
  /** How a payload that is no text is written as XML (clause 4.5). */
  readonly xml?: XmlDescription;
  /** The payload is an input that holds bytes in base64, and the media type is a text: the bytes are sent (clause 4.5). */
  readonly bytes?: true;
  /** Made on the evaluated payload, in order (clause G5). */
  readonly replacements?: readonly ReplacementPlan[];
}

/** A Payload Replacement Object, compiled (clauses G5 to G7): where the value goes, and the value. */
export type ReplacementPlan = {
  /** As written. */
  readonly target: string;
  readonly value: Template;
} & (
  | {
      readonly dialect: 'jsonpointer';
      /** The way from the root, which is empty for the payload itself. */
      readonly path: readonly PathStep[];
    }
  | { readonly dialect: Exclude<SelectorDialect, 'jsonpointer'> }
);

/** A step into a payload, by a reference token of a JSON Pointer. */
export interface PathStep {
  readonly name: string;
  /** When what it leads into is missing, an array is made for it, not an object (clause G7). */
  readonly list?: true;
}

/** A call of another workflow. */
export interface WorkflowCallPlan {
  readonly kind: 'workflow';
  readonly workflowId: string;
  readonly inputs: readonly OutputPlan[];
}

export type { CriterionPlan };

/** A Success or Failure Action Object, compiled (clauses H5 to H14). */
export type ActionPlan =
  | { readonly type: 'end'; readonly name: string; readonly criteria: readonly CriterionPlan[] }
  | {
      readonly type: 'goto';
      readonly name: string;
      readonly criteria: readonly CriterionPlan[];
      /** Exactly one of the two. */
      readonly stepId?: string;
      readonly workflowId?: string;
      /** What the workflow is given; absent when nothing is (clause F10). */
      readonly inputs?: readonly OutputPlan[];
      /** It repeats a reading of which nothing but time can change the answer, so that a run waits before it, and counts (clause H20). */
      readonly poll?: true;
    }
  | {
      readonly type: 'retry';
      readonly name: string;
      readonly criteria: readonly CriterionPlan[];
      /** The helper that runs before the next attempt: a step of this workflow, or a workflow; at most one of the two (clause H9). */
      readonly stepId?: string;
      readonly workflowId?: string;
      /** As for `goto`. */
      readonly inputs?: readonly OutputPlan[];
      /** Seconds; absent means at once. */
      readonly retryAfter?: number;
      /** Retries after the first attempt; 1 when the document says nothing (clause H12). */
      readonly retryLimit: number;
    };
