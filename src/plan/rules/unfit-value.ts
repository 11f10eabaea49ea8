import type { Expression } from '../../expression/expression.ts';
import type { Template } from '../../expression/template.ts';
import { certainTypes, outputOf } from './certain-types.ts';
import type { WorkflowPlan } from '../plan.ts';

/** What a place of a request takes: JSON types as the description gives them, empty where it says nothing. */
export interface Taking {
  readonly types: readonly string[];
  /** Whether the value is written as JSON, in which a text is no number; else everything but an object can be written as text. */
  readonly isJson: boolean;
}

/**
 * Whether what a document puts into a place of a request cannot do, whatever the answers of a run are: it refers to an output that no step declares,
 * or all that is known of its type is that the place does not take it. What the document writes out itself is never judged.
 */
export function isUnfit(workflow: WorkflowPlan, template: Template, taking: Taking): boolean {
  if (expressionsOf(template).some((each) => isUndeclared(workflow, each))) return true;
  if (template.kind !== 'expression') return false;
  const types = certainTypes(workflow, template.expression);
  if (types === 'none') return true;
  const known = types.filter((type) => type !== 'null');
  if (known.length === 0 || taking.types.length === 0) return false;
  const isTaken = (type: string): boolean =>
    taking.types.some((each) => each === type || (each === 'number' && type === 'integer'));
  if (taking.isJson) return !known.some((type) => isTaken(type) || (type === 'number' && isTaken('integer')));
  return !taking.types.includes('object') && known.every((type) => type === 'object');
}

function expressionsOf(template: Template): readonly Expression[] {
  switch (template.kind) {
    case 'expression':
      return [template.expression];
    case 'text':
      return template.parts.filter((part) => typeof part !== 'string');
    case 'object':
      return template.members.flatMap(([, value]) => expressionsOf(value));
    case 'array':
      return template.items.flatMap(expressionsOf);
    default:
      return [];
  }
}

function isUndeclared(workflow: WorkflowPlan, expression: Expression): boolean {
  return expression.kind === 'steps' && outputOf(workflow, expression) === undefined;
}
