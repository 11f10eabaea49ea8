import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LocatedText } from '../../text/located-text.ts';
import type { ArazzoDescription, Workflow } from '../document.ts';

/**
 * The workflows of a source description by its name: `none` when it is no Arazzo document, undefined when it could not be had, which
 * is a finding already.
 */
export type WorkflowsOf = (source: string) => readonly Workflow[] | 'none' | undefined;

/**
 * A check of what the shape of a document cannot tell. It parses no expressions, and of the sources it knows nothing but the workflows of
 * those that are Arazzo documents.
 * @param workflowsOf Without it, references to other documents are taken as they are.
 */
export type Rule = (
  description: ArazzoDescription,
  located: LocatedText,
  workflowsOf?: WorkflowsOf,
) => Diagnostic[];
