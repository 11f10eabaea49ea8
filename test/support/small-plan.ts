import { parseCondition } from '../../src/criterion/parse-condition.ts';
import type { CallEffect } from '../../src/engine/effect.ts';
import { evaluateStep } from '../../src/engine/evaluate-step.ts';
import type { CallOutcome } from '../../src/engine/outcome.ts';
import { link } from '../../src/engine/program.ts';
import { parseTemplate } from '../../src/expression/parse-template.ts';
import { markTogether } from '../../src/plan/compile/run-together.ts';
import { hashOf } from '../../src/text/hash.ts';
import type {
  ActionPlan,
  CriterionPlan,
  DependencyPlan,
  OutputPlan,
  Plan,
  StepPlan,
} from '../../src/plan/plan.ts';

/** A step of a small plan, in few words: it calls an operation unless it `calls` a workflow. */
export interface SmallStep {
  readonly id: string;
  readonly calls?: string;
  readonly dependsOn?: readonly string[];
  readonly timeout?: number;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly succeeds?: readonly string[];
  readonly onSuccess?: readonly SmallAction[];
  readonly onFailure?: readonly SmallAction[];
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** An action: `end`, `retry`, a step to go to, or a workflow to go to. */
export type SmallAction =
  | { readonly type: 'end'; readonly name?: string; readonly when?: readonly string[] }
  | {
      readonly type: 'goto';
      readonly stepId?: string;
      readonly workflowId?: string;
      readonly inputs?: Readonly<Record<string, unknown>>;
      readonly name?: string;
      readonly when?: readonly string[];
      readonly poll?: true;
    }
  | {
      readonly type: 'retry';
      readonly after?: number;
      readonly limit?: number;
      /** The helper: a step, or a workflow. */
      readonly stepId?: string;
      readonly workflowId?: string;
      readonly inputs?: Readonly<Record<string, unknown>>;
      readonly name?: string;
      readonly when?: readonly string[];
    };

/** Makes a plan from workflows in few words; their outputs, and the workflows that they depend on, are given by workflowId. */
export function smallPlan(
  workflows: Readonly<Record<string, readonly SmallStep[]>>,
  outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
  dependsOn: Readonly<Record<string, readonly DependencyPlan[]>> = {},
): Plan {
  const body: Omit<Plan, 'hash'> = {
    format: 1,
    title: 'Small',
    version: '1',
    sources: { api: { url: './api.yaml', hash: 'sha256-0', title: 'Api' } },
    workflows: Object.entries(workflows).map(([workflowId, steps]) => ({
      workflowId,
      ...(dependsOn[workflowId] === undefined ? {} : { dependsOn: dependsOn[workflowId] }),
      steps: together(steps.map(stepPlan)),
      outputs: values(outputs[workflowId]),
    })),
    documents: {
      '': {
        sourceDescriptions: { api: { name: 'api', url: './api.yaml' } },
        documents: {},
      },
    },
  };
  return { ...body, hash: hashOf(body) };
}

function stepPlan(step: SmallStep): StepPlan {
  return {
    stepId: step.id,
    ...(step.dependsOn === undefined ? {} : { dependsOn: step.dependsOn }),
    ...(step.timeout === undefined ? {} : { timeout: step.timeout }),
    target:
      step.calls === undefined
        ? {
            kind: 'operation',
            source: 'api',
            parameters: [],
            operation: {
              method: 'POST',
              path: '/',
              pointer: '/paths/~1/post',
              servers: [{ url: 'https://api.example', variables: {} }],
              parameters: [],
              responses: {},
              security: [],
            },
          }
        : { kind: 'workflow', workflowId: step.calls, inputs: values(step.inputs) },
    successCriteria: criteria(step.succeeds),
    onSuccess: (step.onSuccess ?? []).map(action),
    onFailure: (step.onFailure ?? []).map(action),
    outputs: values(step.outputs),
  };
}

/** As a compiler does, for the expressions of small plans. */
function together(steps: readonly StepPlan[]): readonly StepPlan[] {
  const uses = steps.map(
    (step) =>
      new Set([...JSON.stringify(step).matchAll(/"kind":"steps","stepId":"([^"]*)"/g)].map(([, id]) => id!)),
  );
  return markTogether(steps, uses);
}

function values(given: Readonly<Record<string, unknown>> = {}): OutputPlan[] {
  return Object.entries(given).map(([name, value]) => ({ name, value: parseTemplate(value).template }));
}

function criteria(conditions: readonly string[] = []): CriterionPlan[] {
  return conditions.map((condition) => ({
    condition,
    type: 'simple',
    parsed: parseCondition(condition).condition!,
  }));
}

function action(small: SmallAction, index: number): ActionPlan {
  const common = { name: small.name ?? `${small.type}${index}`, criteria: criteria(small.when) };
  switch (small.type) {
    case 'end':
      return { type: 'end', ...common };
    case 'goto': {
      const poll = small.poll === true ? { poll: true as const } : {};
      return { type: 'goto', ...common, ...target(small), ...poll };
    }
    case 'retry': {
      const { after, limit = 1 } = small;
      return {
        type: 'retry',
        ...common,
        ...target(small),
        ...(after === undefined ? {} : { retryAfter: after }),
        retryLimit: limit,
      };
    }
  }
}

function target({ stepId, workflowId, inputs }: Exclude<SmallAction, { type: 'end' }>) {
  return {
    ...(stepId === undefined ? {} : { stepId }),
    ...(workflowId === undefined ? {} : { workflowId }),
    ...(inputs === undefined ? {} : { inputs: values(inputs) }),
  };
}

/** What is answered to a call: a status with a body, or no answer at all. */
export interface SmallAnswer {
  /** Absent when there is no answer. */
  readonly statusCode?: number;
  readonly body?: unknown;
  readonly retryAfterMilliseconds?: number;
  readonly decided?: boolean;
  readonly inDoubt?: boolean;
  readonly mayRetry?: boolean;
  readonly repeatable?: boolean;
}

/** The outcome of a call of a small plan, evaluated as the real one is. */
export function outcomeOf(plan: Plan, effect: CallEffect, answer: SmallAnswer): CallOutcome {
  const { statusCode, body, retryAfterMilliseconds } = answer;
  const workflow = link(plan).workflows.get(effect.workflowId)!;
  const step = workflow.steps[workflow.positions.get(effect.stepId)!]!;
  const scope =
    statusCode === undefined ? effect.scope : { ...effect.scope, response: { statusCode, header: {}, body } };
  const isOk = statusCode !== undefined && statusCode >= 200 && statusCode < 300;
  return {
    kind: 'call',
    ...evaluateStep(step, scope, statusCode !== undefined, isOk),
    ...(statusCode === undefined
      ? { failure: { reason: 'reset', delivery: 'unknown', message: 'the connection was reset' } }
      : { statusCode }),
    ...(retryAfterMilliseconds === undefined ? {} : { retryAfterMilliseconds }),
    provider: {
      facts: {},
      decided: answer.decided ?? statusCode !== undefined,
      inDoubt: answer.inDoubt ?? false,
      mayRetry: answer.mayRetry ?? true,
    },
    durationMilliseconds: 1,
    repeatable: answer.repeatable ?? false,
    requests: 1,
  };
}
