import type { Workflow } from '../../arazzo/document.ts';
import type { CriterionEngines } from '../../criterion/criterion-engines.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Mode } from '../../diagnostics/mode.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import type { SelectorEngines } from '../../expression/selector.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import type { Operation } from '../../openapi/operation.ts';
import type { LoadedDocument } from '../../sources/loaded-document.ts';
import type { Flow } from './flow.ts';
import type { KnownProperties } from '../inputs/known-properties.ts';
import type { Supply } from '../supply.ts';

/** What compiling one document needs, and where its findings go. */
export interface CompileContext extends LoadedDocument {
  readonly mode: Mode;
  /** Names in the plan of sources whose server the user gives. */
  readonly servers: ReadonlySet<string>;
  /** For each dialect that the document's criteria are written in. */
  readonly engines: CriterionEngines;
  /** For each dialect of the document's selectors; absent in documents of 1.0, which have none (clause J4). */
  readonly selectors?: SelectorEngines;
  /** For each dialect of the targets of the document's replacements. */
  readonly targets: SelectorEngines;
  /** What whoever runs the document gives to the requests of its steps. */
  readonly supply: Supply;
  /** Whether the provider of an operation is known, so that only what is safe is repeated. */
  readonly isKnown: (source: string, operation: Operation) => boolean;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Where in a workflow a value is used: this decides which expressions it may hold (clause K14). */
export interface UseSite {
  readonly workflow: Workflow;
  readonly flow: Flow;
  /** What the workflow's input schema declares. */
  readonly inputs: KnownProperties;
  /** Collects the optional inputs without default that something cannot do without. */
  readonly neededInputs: Set<string>;
  /** Index of the step; absent in the workflow's outputs. */
  readonly step?: number;
  /** Collects the steps whose outputs are used. */
  readonly uses?: Set<string>;
  /**
   * `request`: before the step's call; `answer`: after it; `message`: after a message was sent or received; `result`: after a nested workflow, whose outputs are `$outputs`;
   * `end`: when the workflow has ended.
   */
  readonly stage: 'request' | 'answer' | 'message' | 'result' | 'end';
  /** The step's own outputs are not there yet, and there is no earlier attempt that could have left some (clause H19). */
  readonly isUnpublished?: true;
  /** Of an output of a workflow, the names of those before it, which it sees as `$outputs` (clause K8). */
  readonly before?: readonly string[];
  /** What settles criteria that look at an answer where there is none. */
  readonly implied?: Repair;
  /** The operation whose answer is looked at, when there is one and it is known. */
  readonly operation?: Operation;
  /** That operation in its description. */
  readonly entry?: OperationEntry;
}
