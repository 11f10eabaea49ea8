import type { CallEffect } from '../../engine/effect.ts';
import type { LinkedWorkflow, Program } from '../../engine/program.ts';
import type { Scope } from '../../expression/scope.ts';
import type { CallPlan } from '../../plan/plan.ts';
import type { ChooseAnswer, MockCall } from '../mock/mock.ts';
import type { MockOperation } from '../mock/mock-operation.ts';
import { expectedAnswer, type ExpectingStep } from './expected-answer.ts';
import { type FindMockOperation, type Uses, usesIn } from './uses.ts';

/** Mocks that answer as the steps of a document expect. */
export interface Cooperation {
  readonly choose: ChooseAnswer;
  /** Tells which step is about to call. Without it, the first step with the operation is taken for the one. */
  readonly expect: (effect: CallEffect) => void;
  /** Tells that a call has been answered. */
  readonly forget: (effect: CallEffect) => void;
}

/** How cooperative mocks answer. */
export interface CooperateOptions {
  /** By stepId, `workflowId/stepId` or operationId, the status to answer with. */
  readonly statuses?: ReadonlyMap<string, number>;
  readonly find: FindMockOperation;
}

const unknownScope: Scope = { inputs: {}, steps: {}, workflows: {} };

/** Lets mocks answer as the steps of a program expect. */
export function cooperate(program: Program, { statuses = new Map(), find }: CooperateOptions): Cooperation {
  const uses = new Map<string, Uses>();
  const underWay = new Map<string, CallEffect>();
  const usesOf = (workflow: LinkedWorkflow): Uses => {
    const { workflowId } = workflow.plan;
    const known = uses.get(workflowId) ?? usesIn(program.plan, workflow.plan, find);
    uses.set(workflowId, known);
    return known;
  };
  return {
    expect(effect) {
      underWay.set(effect.name, effect);
    },
    forget(effect) {
      underWay.delete(effect.name);
    },
    choose({ source, mock, request, making }: MockCall) {
      const candidates = [...program.workflows.values()].flatMap((workflow) =>
        workflow.steps.flatMap((step) =>
          step.plan.target.kind === 'operation' && isCallOf(step.plan.target, source, mock)
            ? [{ workflow, step }]
            : [],
        ),
      );
      const effectOf = ({ workflow, step }: (typeof candidates)[number]): CallEffect | undefined =>
        [...underWay.values()].find(
          ({ workflowId, stepId }) => workflowId === workflow.plan.workflowId && stepId === step.plan.stepId,
        );
      const told = candidates.find((candidate) => effectOf(candidate) !== undefined);
      const chosen = told ?? candidates[0];
      if (chosen === undefined) return undefined;
      const { workflow, step } = chosen;
      const expecting: ExpectingStep = {
        step,
        scope: effectOf(chosen)?.scope ?? unknownScope,
        positions: workflow.positions,
        uses: usesOf(workflow),
      };
      const status =
        statuses.get(step.key) ??
        statuses.get(step.plan.stepId) ??
        statuses.get(mock.entry.operationId ?? '');
      const answering = { mock, ...making, accept: request.headers['accept'] };
      return expectedAnswer(answering, expecting, status === undefined ? undefined : [status]).answer;
    },
  };
}

/** Whether a call is of an operation as a mock knows it. */
export function isCallOf({ source, operation }: CallPlan, name: string, { entry }: MockOperation): boolean {
  return source === name && operation.method === entry.method && operation.path === entry.path;
}
