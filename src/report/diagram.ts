import type { Step, Workflow } from '../arazzo/document.ts';
import type { ActionPlan, StepPlan, WorkflowPlan } from '../plan/plan.ts';
import { targetText } from '../plan/compile/target-text.ts';

/** A workflow as a graph: its steps, where it begins and ends, and every way between them. Plain JSON. */
export interface Diagram {
  readonly workflowId: string;
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

/** A place in a diagram. */
export interface DiagramNode {
  /** Unique in the diagram; letters and digits. */
  readonly id: string;
  /** `elsewhere` is another workflow that a `goto` or a `retry` leads to. */
  readonly kind: 'start' | 'step' | 'elsewhere' | 'completed' | 'failed';
  /** What people read first: the stepId, or what becomes of the workflow. */
  readonly title: string;
  /** What the step calls. */
  readonly detail?: string;
}

/** A way between two places. */
export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  /** `first` leads to what runs before a retry. */
  readonly kind: 'success' | 'failure' | 'retry' | 'first';
  /** The action and its criteria, or `otherwise`; empty where nothing is to be said. */
  readonly label: string;
}

/**
 * Draws the ways through a workflow: success and failure actions in their order, up to the first that always applies (clause H5), and what happens
 * when none does (clauses H4, H6).
 * @param compiled The workflow of a plan; steps that it lacks, because their operation was not found, have only their place in the order.
 */
export function diagramOf(workflow: Workflow, compiled: WorkflowPlan | undefined): Diagram {
  const { workflowId, steps } = workflow;
  const ids = new Map(steps.map(({ stepId }, index) => [stepId, `s${index + 1}`]));
  const plans = new Map(compiled?.steps.map((step) => [step.stepId, step]));
  const elsewhere = new Map<string, string>();
  const placeOf = ({ stepId, workflowId: other }: { stepId?: string; workflowId?: string }): string => {
    if (stepId !== undefined) return ids.get(stepId)!;
    if (!elsewhere.has(other!)) elsewhere.set(other!, `w${elsewhere.size + 1}`);
    return elsewhere.get(other!)!;
  };
  const edges: DiagramEdge[] = [{ from: 'start', to: 's1', kind: 'success', label: '' }];
  for (const [index, { stepId }] of steps.entries()) {
    const from = ids.get(stepId)!;
    const next = index + 1 < steps.length ? `s${index + 2}` : 'completed';
    const plan = plans.get(stepId);
    edges.push(
      ...chainEdges(from, plan?.onSuccess ?? [], placeOf, { kind: 'success', to: next }),
      ...chainEdges(from, plan?.onFailure ?? [], placeOf, { kind: 'failure', to: 'failed' }),
    );
  }
  const used = new Set(edges.map(({ to }) => to));
  const ends: DiagramNode[] = [
    { id: 'completed', kind: 'completed', title: 'completed' },
    { id: 'failed', kind: 'failed', title: 'failed' },
  ];
  return {
    workflowId,
    nodes: [
      { id: 'start', kind: 'start', title: workflowId },
      ...steps.map((step) => stepNode(step, ids.get(step.stepId)!, plans.get(step.stepId))),
      ...[...elsewhere].map(([title, id]): DiagramNode => ({ id, kind: 'elsewhere', title })),
      ...ends.filter(({ id }) => used.has(id)),
    ],
    edges,
  };
}

function stepNode(step: Step, id: string, plan: StepPlan | undefined): DiagramNode {
  const { stepId, operationId, operationPath, channelPath, workflowId } = step;
  const detail =
    (plan && targetText(plan.target)) ?? workflowId ?? operationId ?? operationPath ?? channelPath;
  return { id, kind: 'step', title: stepId, ...(detail === undefined ? {} : { detail }) };
}

type PlaceOf = (target: { stepId?: string; workflowId?: string }) => string;

/** The edges of one list of actions, and of what follows where none of them applies. */
function chainEdges(
  from: string,
  actions: readonly ActionPlan[],
  placeOf: PlaceOf,
  otherwise: Pick<DiagramEdge, 'kind' | 'to'>,
): DiagramEdge[] {
  const edges: DiagramEdge[] = [];
  for (const action of actions) {
    const label = labelOf(action);
    if (action.type === 'retry') {
      edges.push({ from, to: from, kind: 'retry', label });
      if (action.stepId !== undefined || action.workflowId !== undefined)
        edges.push({ from, to: placeOf(action), kind: 'first', label: `before ${action.name}` });
      continue;
    }
    const to = action.type === 'end' ? 'completed' : placeOf(action);
    edges.push({ from, to, kind: otherwise.kind, label });
    if (action.criteria.length === 0) return edges;
  }
  edges.push({ from, ...otherwise, label: actions.length === 0 ? '' : 'otherwise' });
  return edges;
}

function labelOf(action: ActionPlan): string {
  const conditions = action.criteria.map(({ condition }) => condition).join(' && ');
  const retries =
    action.type === 'retry'
      ? ` (${action.retryLimit === 1 ? 'once' : `${action.retryLimit} times`}${action.retryAfter === undefined ? '' : `, after ${action.retryAfter} s`})`
      : '';
  return `${action.name}${retries}${conditions === '' ? '' : `: ${conditions}`}`;
}
