import type { Condition } from '../criterion/condition.ts';
import type { JsonSchema } from '../arazzo/document.ts';
import type { Operation } from '../openapi/operation.ts';
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
  /** By source description name; only those that steps use. */
  readonly sources: Readonly<Record<string, SourcePlan>>;
  /** In document order. */
  readonly workflows: readonly WorkflowPlan[];
}

export interface SourcePlan {
  /** As the document gives it, for `$sourceDescriptions.<name>.url`. */
  readonly url: string;
  /** `sha256-` and 64 hex digits of the description's text. */
  readonly hash: string;
  /** The title of the description. */
  readonly title: string;
}

export interface WorkflowPlan {
  readonly workflowId: string;
  readonly summary?: string;
  readonly description?: string;
  /** With `$ref`s into the document replaced by `$defs` of its own, so that it stands alone. */
  readonly inputs?: JsonSchema;
  readonly steps: readonly StepPlan[];
  readonly outputs: readonly OutputPlan[];
}

export interface OutputPlan {
  readonly name: string;
  readonly value: Template;
}

export interface StepPlan {
  readonly stepId: string;
  readonly description?: string;
  readonly target: CallPlan | WorkflowCallPlan;
  /** Empty: any 2xx answer succeeds (clause H3); a nested workflow's own result decides. */
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

export interface ParameterPlan {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly value: Template;
}

export interface BodyPlan {
  /** As sent in `Content-Type`. */
  readonly contentType: string;
  readonly payload: Template;
}

/** A call of another workflow of the same document. */
export interface WorkflowCallPlan {
  readonly kind: 'workflow';
  readonly workflowId: string;
  readonly inputs: readonly OutputPlan[];
}

export interface CriterionPlan {
  /** As written. */
  readonly condition: string;
  readonly type: 'simple';
  readonly parsed: Condition;
}

export type ActionPlan =
  | { readonly type: 'end'; readonly name: string; readonly criteria: readonly CriterionPlan[] }
  | {
      readonly type: 'goto';
      readonly name: string;
      readonly criteria: readonly CriterionPlan[];
      /** Exactly one of the two. */
      readonly stepId?: string;
      readonly workflowId?: string;
    }
  | {
      readonly type: 'retry';
      readonly name: string;
      readonly criteria: readonly CriterionPlan[];
      /** Seconds; absent means at once. */
      readonly retryAfter?: number;
      /** Retries after the first attempt; 1 when the document says nothing (clause H12). */
      readonly retryLimit: number;
    };
