import { statusesIn } from '../../criterion/statuses-in.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { documentationOf, documentedNames } from '../../openapi/documented-status.ts';
import type { Operation } from '../../openapi/operation.ts';
import type { PlacedCriterion } from '../compile/placed-criterion.ts';
import { statusResults } from '../rules/status-results.ts';
import { possibleAnswers } from './answers.ts';
import type { ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/**
 * Reports statuses that a step is made for and its operation does not document: where no documented answer lets it succeed, and where an action of its own
 * awaits a success that is not documented. Errors are hardly ever documented in full, so nothing is said of those.
 */
export function checkStatuses(reviewed: ReviewedWorkflow, step: ReviewedStep): void {
  const { called, plan } = step;
  const { document, report } = reviewed;
  if (called === undefined || Object.keys(called.operation.responses).length === 0) return;
  const { operation } = called;
  const { statuses, succeeding: passing } = possibleAnswers(step);
  const told = step.criteria.find(isOfStatus);
  if (told !== undefined) {
    const documented = bestDocumented(operation, passing);
    const place = document.located.place(`${told.pointer}/condition`);
    const wanted = namesOf(step.criteria, passing);
    if (passing.length > 0 && documented === undefined) {
      const message = `Step "${plan.stepId}" succeeds on ${wanted}, and ${labelOf(operation)} documents ${documentedNames(operation.responses)}.`;
      const hint = 'Let the documented answer pass, or look into the API whether the description is right.';
      report(diagnose('response/undocumented-status', message, { place, hint }));
    } else if (documented === 'default') {
      const message = `Step "${plan.stepId}" succeeds on ${wanted}, which ${labelOf(operation)} documents only as what any other answer is like.`;
      const hint = 'Look into the API whether it answers so; the description does not tell.';
      report(diagnose('response/undocumented-status', message, { place, hint, severity: 'info' }));
    }
  }
  for (const { action, isOwn, criteria } of [...step.onSuccess, ...step.onFailure]) {
    const named = criteria.find(isOfStatus);
    if (!isOwn || named === undefined) continue;
    const taken = statuses.filter((status) => criteria.every((each) => statusResults(each, status).mayHold));
    const isError = taken.some((status) => status >= 400);
    if (taken.length === 0 || isError || bestDocumented(operation, taken) !== undefined) continue;
    const message = `The action "${action.name}" of step "${plan.stepId}" is for ${namesOf(criteria, taken)}, and ${labelOf(operation)} documents ${documentedNames(operation.responses)}.`;
    const place = document.located.place(`${named.pointer}/condition`);
    const hint = 'Look into the API whether it answers so; the description does not tell.';
    report(diagnose('response/undocumented-status', message, { place, hint, severity: 'info' }));
  }
}

function bestDocumented({ responses }: Operation, statuses: readonly number[]): string | undefined {
  const found = new Set(statuses.map((status) => documentationOf(responses, status)));
  return (['exact', 'range', 'default'] as const).find((each) => found.has(each));
}

/** `HTTP 200`, or what the criteria say where they name no single status. */
function namesOf(criteria: readonly PlacedCriterion[], statuses: readonly number[]): string {
  const named = new Set(statusesIn(criteria.map(({ criterion }) => criterion)));
  const names = statuses.filter((status) => named.has(status));
  if (names.length > 0 && names.length === statuses.length) return `HTTP ${names.join(' or ')}`;
  const conditions = criteria.filter(isOfStatus);
  return conditions.map(({ criterion }) => criterion.condition).join(' and ');
}

/** Whether a criterion says of statuses which it is for. */
function isOfStatus({ criterion }: PlacedCriterion): boolean {
  if (criterion.type === 'simple') return statusesIn([criterion]).length > 0;
  return criterion.type === 'regex' && criterion.context.kind === 'statusCode';
}

/** An operation as people know it. */
export function labelOf({ operationId, method, path }: Operation): string {
  return operationId ?? `${method} ${path}`;
}
