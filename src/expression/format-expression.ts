import { formatPointer } from '../text/pointer.ts';
import type { Expression, Pointer } from './expression.ts';

/**
 * The text of an expression, the inverse of `parseExpression`. A JSON Pointer that holds a brace has no text
 * by the grammar (clause K4); it is written as it is and does not parse again.
 */
export function formatExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'url':
    case 'method':
    case 'statusCode':
    case 'self':
      return `$${expression.kind}`;
    case 'request':
    case 'response':
    case 'message':
      switch (expression.source) {
        case 'body':
        case 'payload':
          return `$${expression.kind}.${expression.source}${fragment(expression.pointer)}`;
        case 'header':
          return `$${expression.kind}.header.${expression.name}`;
        default:
          return `$${expression.kind}.${expression.source}.${escapeName(expression.name)}`;
      }
    case 'inputs':
    case 'outputs':
      return `$${expression.kind}.${expression.name}${fragment(expression.pointer)}`;
    case 'steps':
      return `$steps.${expression.stepId}.outputs.${expression.name}${fragment(expression.pointer)}`;
    case 'workflows':
      return `$workflows.${expression.workflowId}.${expression.field}.${expression.name}${fragment(expression.pointer)}`;
    case 'sourceDescriptions':
      return `$sourceDescriptions.${expression.name}.${escapeName(expression.reference)}`;
    default:
      return `$components.${expression.component}.${expression.name}`;
  }
}

function fragment(pointer: Pointer | undefined): string {
  return pointer === undefined ? '' : `#${formatPointer(pointer)}`;
}

function escapeName(name: string): string {
  return JSON.stringify(name)
    .slice(1, -1)
    .replaceAll('{', String.raw`\u007b`)
    .replaceAll('}', String.raw`\u007d`);
}
