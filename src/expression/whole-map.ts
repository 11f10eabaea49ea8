import type { Outputs, Scope } from './scope.ts';
import type { SelectorContext, WholeMap } from './selector.ts';

/** Reads `$inputs`, `$outputs`, `$steps.<id>.outputs` and `$workflows.<id>.inputs` or `.outputs`, which only selectors may look into (clause J5). */
export function parseWholeMap(text: string): WholeMap | undefined {
  if (text === '$inputs') return { kind: 'all-inputs' };
  if (text === '$outputs') return { kind: 'all-outputs' };
  const stepId = /^\$steps\.([A-Za-z0-9_-]+)\.outputs$/.exec(text)?.[1];
  if (stepId !== undefined) return { kind: 'all-of-step', stepId };
  const [, workflowId, field] = /^\$workflows\.([A-Za-z0-9_-]+)\.(inputs|outputs)$/.exec(text) ?? [];
  if (workflowId === undefined) return undefined;
  return { kind: 'all-of-workflow', workflowId, field: field === 'inputs' ? 'inputs' : 'outputs' };
}

/** Whether a selector looks into all inputs or outputs at once. */
export function isWholeMap(context: SelectorContext): context is WholeMap {
  return context.kind.startsWith('all-');
}

/** The text of a whole map, the inverse of {@link parseWholeMap}. */
export function formatWholeMap(map: WholeMap): string {
  switch (map.kind) {
    case 'all-inputs':
      return '$inputs';
    case 'all-outputs':
      return '$outputs';
    case 'all-of-step':
      return `$steps.${map.stepId}.outputs`;
    case 'all-of-workflow':
      return `$workflows.${map.workflowId}.${map.field}`;
  }
}

/** Compiles a whole map to a function that reads it; undefined when there is none yet. */
export function compileWholeMap(map: WholeMap): (scope: Scope) => Outputs | undefined {
  switch (map.kind) {
    case 'all-inputs':
      return (scope) => scope.inputs;
    case 'all-outputs':
      return (scope) => scope.outputs;
    case 'all-of-step': {
      const { stepId } = map;
      return ({ steps }) => (Object.hasOwn(steps, stepId) ? steps[stepId]?.outputs : undefined);
    }
    case 'all-of-workflow': {
      const { workflowId, field } = map;
      return ({ workflows }) =>
        Object.hasOwn(workflows, workflowId) ? workflows[workflowId]?.[field] : undefined;
    }
  }
}
