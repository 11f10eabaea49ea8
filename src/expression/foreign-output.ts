import { parsePointer } from '../text/pointer.ts';
import type { Pointer } from './expression.ts';

/** What a workflow of another document was given, or left: `$sourceDescriptions.billing.pay.outputs.receipt` (clause K7). */
export interface ForeignOutput {
  readonly workflowId: string;
  readonly field: 'inputs' | 'outputs';
  readonly name: string;
  readonly pointer?: Pointer;
}

/**
 * Reads the part of a `$sourceDescriptions` expression after the source's name as a value of a workflow; undefined when it is none. The grammar leaves
 * that part open; this is the form that `$workflows` has within a document.
 */
export function parseForeignOutput(reference: string): ForeignOutput | undefined {
  const [, workflowId, field, name, fragment] =
    /^(.+?)\.(inputs|outputs)\.([A-Za-z0-9._-]+)(?:#(.*))?$/s.exec(reference) ?? [];
  if (workflowId === undefined || name === undefined) return undefined;
  const pointer = fragment === undefined ? undefined : parsePointer(fragment);
  if (fragment !== undefined && pointer === undefined) return undefined;
  return {
    workflowId,
    field: field === 'inputs' ? 'inputs' : 'outputs',
    name,
    ...(pointer === undefined ? {} : { pointer }),
  };
}
