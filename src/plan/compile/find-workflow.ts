import type { Workflow } from '../../arazzo/document.ts';
import { exactSchema } from '../../arazzo/exact-schema.ts';
import { parseWorkflowReference } from '../../arazzo/references.ts';
import { type LoadedDocument, planName } from '../../sources/loaded-document.ts';
import { standaloneSchema } from '../inputs/inputs-schema.ts';
import { type KnownProperties, knownProperties } from '../inputs/known-properties.ts';

/** A workflow that is named, and the document that it belongs to: its components, sources and version are its own (clause L1). */
export interface FoundWorkflow {
  /** Its name in the plan. */
  readonly id: string;
  readonly workflow: Workflow;
  readonly document: LoadedDocument;
}

/** Finds the workflow that a document names (clauses D3, E7, H7, H9); undefined when there is none, which the document's rules report. */
export function findWorkflow(from: LoadedDocument, text: string): FoundWorkflow | undefined {
  const reference = parseWorkflowReference(text);
  if (reference === undefined) return undefined;
  const { source, workflowId } = reference;
  return workflowOf(source === undefined ? from : from.documents[source], workflowId);
}

/** The workflow of a document by its own id. */
export function workflowOf(
  document: LoadedDocument | undefined,
  workflowId: string,
): FoundWorkflow | undefined {
  const workflow = document?.description.workflows.find((each) => each.workflowId === workflowId);
  if (document === undefined || workflow === undefined) return undefined;
  return { id: planName(document, workflowId), workflow, document };
}

/** What references of input schemas lead into: the document, where its defaults keep their digits (clause K12). */
export function schemaRoot({ located }: Pick<LoadedDocument, 'located'>): unknown {
  return exactSchema(located.value, located.exact());
}

/** What the inputs of a workflow declare, by its own document (clause C2). */
export function declaredInputs({ workflow: { inputs }, document }: FoundWorkflow): KnownProperties {
  const schema = inputs && standaloneSchema(inputs, schemaRoot(document), () => undefined);
  return knownProperties(schema);
}
