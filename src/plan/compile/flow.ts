/** As much of an action as the flow depends on; those of documents and of plans both have it. */
export interface FlowAction {
  readonly type: 'end' | 'goto' | 'retry';
  readonly stepId?: string;
  readonly workflowId?: string;
  readonly criteria?: readonly unknown[];
}

/** The effective action chains of a step. */
export interface Chains {
  readonly onSuccess: readonly FlowAction[];
  readonly onFailure: readonly FlowAction[];
}

/** How the steps of one workflow can follow one another, by index. */
export interface Flow {
  /** Steps that can come next, on success or on failure. */
  readonly next: readonly ReadonlySet<number>[];
  /** Steps that can come next when the step succeeds; `steps.length` stands for the end of the workflow. */
  readonly nextOnSuccess: readonly ReadonlySet<number>[];
  /** Steps that run alone before the step is retried (clause H9). */
  readonly helpers: readonly ReadonlySet<number>[];
}

/** Reads the flow from action chains; an action without criteria hides those after it. */
export function buildFlow(stepIds: readonly string[], chains: readonly Chains[]): Flow {
  const positions = new Map(stepIds.map((stepId, index) => [stepId, index]));
  const end = stepIds.length;
  const nextOnSuccess = chains.map(({ onSuccess }, index) => targets(onSuccess, positions, end, index + 1));
  const next = chains.map(({ onFailure }, index) => {
    const after = new Set([...nextOnSuccess[index]!, ...targets(onFailure, positions, end, end)]);
    after.delete(end);
    return after;
  });
  const helpers = chains.map(
    ({ onFailure }) =>
      new Set(
        onFailure.flatMap(({ type, stepId }) =>
          type === 'retry' && stepId !== undefined ? (positions.get(stepId) ?? []) : [],
        ),
      ),
  );
  return { next, nextOnSuccess, helpers };
}

function targets(
  chain: readonly FlowAction[],
  positions: ReadonlyMap<string, number>,
  end: number,
  otherwise: number,
): Set<number> {
  const found = new Set<number>();
  for (const action of chain) {
    if (action.type === 'goto' && action.stepId !== undefined) found.add(positions.get(action.stepId) ?? end);
    // A goto to another workflow leaves this one; one that names nothing is reported by the document's rules.
    const leaves = action.type === 'goto' && (action.stepId === undefined || action.workflowId !== undefined);
    if (action.type === 'end' || leaves) found.add(end);
    // A retry gives way to what follows it once its limit is used up (clause H13).
    if ((action.criteria ?? []).length === 0 && action.type !== 'retry') return found;
  }
  return found.add(otherwise);
}

/** Whether a run can come from one step to another in one or more moves. */
export function canReach(flow: Flow, from: number, to: number): boolean {
  const ways = withHelpers(flow);
  const alone = flow.next.length;
  const found = reachable(ways, [...ways[from]!, ...ways[from + alone]!]);
  return found.has(to) || found.has(to + alone);
}

/** Whether every run that enters `later` has entered `earlier` before. */
export function alwaysBefore(flow: Flow, earlier: number, later: number): boolean {
  if (earlier === later || later === 0) return false;
  if (earlier === 0) return true;
  const alone = flow.next.length;
  const without = withHelpers(flow).map((after, index) => (index === earlier ? new Set<number>() : after));
  const found = reachable(without, [0]);
  return !found.has(later) && !found.has(later + alone);
}

/** The moves between steps; after them, those of each step that runs alone as a helper, from which a run comes back to the step that is retried. */
function withHelpers({ next, helpers }: Flow): readonly Set<number>[] {
  const ways = [...next, ...next.map(() => [])].map((after) => new Set(after));
  for (const [index, steps] of helpers.entries()) {
    for (const helper of steps) {
      ways[index]!.add(helper + next.length);
      ways[helper + next.length]!.add(index);
    }
  }
  return ways;
}

/** Steps from which, as long as every step succeeds, the workflow can never end. */
export function endless(flow: Flow): number[] {
  const end = flow.nextOnSuccess.length;
  return flow.nextOnSuccess.flatMap((after, index) =>
    reachable(flow.nextOnSuccess, [...after]).has(end) ? [] : [index],
  );
}

function reachable(next: readonly ReadonlySet<number>[], start: readonly number[]): Set<number> {
  const found = new Set<number>(start);
  for (const index of found) for (const after of next[index] ?? []) found.add(after);
  return found;
}
