import type { EvaluatedCriterion } from '../criterion/condition.ts';
import type { Outputs } from '../expression/scope.ts';
import type { TransportFailureReason } from './ports.ts';

/** What came of an effect. Plain JSON without secrets and without raw bodies: the journal is a list of these. */
export type Outcome = CallOutcome | WaitOutcome;

/** An outcome with the name of its effect, and when it came: milliseconds since the Unix epoch. */
export interface Arrival {
  readonly effect: string;
  readonly at: number;
  readonly outcome: Outcome;
}

/** What came of a call, and when. */
export interface ArrivedCall {
  readonly at: number;
  readonly outcome: CallOutcome;
}

/** A wait that has passed. */
export interface WaitOutcome {
  readonly kind: 'waited';
}

/** What came of one attempt of a call, whether it was answered or not. */
export interface CallOutcome {
  readonly kind: 'call';
  /** The request as people may see it. Absent when it could not be built. */
  readonly request?: { readonly method: string; readonly url: string };
  /** Of a step on a channel, in the place of a request: whether the message was sent or received is in `succeeded` and `failure`. */
  readonly channel?: ChannelUsed;
  /** Absent when no response arrived. */
  readonly statusCode?: number;
  readonly failure?: CallFailure;
  /** The body says that it is JSON and is none, so it was read as text (clause K12). */
  readonly brokenJson?: true;
  /** The charset that the body says it is in, which is unknown here, so it was read as UTF-8 (clause K12). */
  readonly unknownCharset?: string;
  /** The media type that the body says it is, where the description has others for its status (clause 4.7). */
  readonly undescribedType?: string;
  readonly succeeded: boolean;
  readonly criteria: readonly EvaluatedCriterion[];
  /** Outputs that found a value. Computed for failed steps too (clause H19). */
  readonly outputs: Outputs;
  /** Names of outputs that found nothing. */
  readonly unresolved: readonly string[];
  /** The chain that applies (success or failure actions), in order, each evaluated against this answer. */
  readonly actions: readonly EvaluatedAction[];
  /** From the `Retry-After` field, relative to the moment of the answer. */
  readonly retryAfterMilliseconds?: number;
  /** What the provider profile made of the answer. */
  readonly provider: ProviderVerdict;
  readonly durationMilliseconds: number;
  /** Whether the call cannot take effect twice, however often it is made: its method is idempotent, or a provider's key protects it. */
  readonly repeatable: boolean;
  /** Requests put on the wire: more than 1 when a call that is safe to repeat had no answer at first, 0 when none was sent. */
  readonly requests: number;
}

/** Where a message went or came from, as people may see it. */
export interface ChannelUsed {
  readonly action: 'send' | 'receive';
  /** With its variables filled in; as the description has it when it could not be filled in. */
  readonly address: string;
  readonly server: string;
}

/** An action held against an answer; criteria after the first that failed are not evaluated (clause H5). */
export interface EvaluatedAction {
  readonly name: string;
  readonly matched: boolean;
  readonly criteria: readonly EvaluatedCriterion[];
  /** What it passes to its workflow, when it matched and passes anything (clause F10). */
  readonly inputs?: Outputs;
}

/** Why a call has no answer. */
export interface CallFailure {
  /**
   * `unbuildable`: the request could not be made from its values. `suppressed`: the recipient is on the suppression list.
   * In both cases nothing was sent. `interrupted`: the process ended after it had begun to send, and before there was an answer to keep.
   */
  readonly reason: TransportFailureReason | 'unbuildable' | 'suppressed' | 'interrupted';
  readonly delivery: 'not-sent' | 'unknown';
  readonly message: string;
}

/** What is known of an answer beyond HTTP. Every field is safe to store and show. */
export interface ProviderVerdict {
  /** Safe facts such as a decline code and a request id. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** Why the provider did not do it, when the profile can tell. */
  readonly classification?: FailureClass;
  /** False: repeating the call re-uses the same idempotency key, because the provider has not decided this attempt. */
  readonly decided: boolean;
  /** False: the provider says that repeating is useless or harmful; retry actions are skipped. */
  readonly mayRetry: boolean;
  /** True: whether the call took effect is unknown and repeating it could do it twice. The run needs attention. Never so once the provider has decided. */
  readonly inDoubt: boolean;
}

/** Kinds of refusal a profile can recognise. */
export type FailureClass =
  | 'configuration'
  | 'suppressed'
  | 'recipient'
  | 'idempotency'
  | 'declined'
  | 'invalid-request'
  | 'rate-limited'
  | 'provider-error';
