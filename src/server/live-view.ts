import { actionResult, attemptResult } from '../report/run-result.ts';
import type { LiveEvent } from '../runtime/runs.ts';

/** Something that happens in a run, as those who watch it are told: the name of the event, and its data as JSON. */
export interface LiveView {
  readonly event: LiveEvent['event']['kind'];
  readonly data: string;
}

/** An event as it is shown: as in reports, without outputs. */
export function liveView({ event, redactor }: LiveEvent): LiveView {
  return { event: event.kind, data: JSON.stringify(dataOf(event, redactor)) };
}

function dataOf(event: LiveEvent['event'], redactor: LiveEvent['redactor']): object {
  switch (event.kind) {
    case 'begins': {
      const { kind, name, workflowId, stepId } = event.effect;
      return { effect: name, kind, workflowId, stepId };
    }
    case 'done': {
      const { effect, outcome, decided } = event;
      return {
        effect: effect.name,
        ...(outcome.kind === 'call' ? { attempt: attemptResult({ name: effect.name, outcome }) } : {}),
        steps: decided.map(({ name, workflowId, stepId, succeeded, decision }) => ({
          name,
          workflowId,
          stepId,
          succeeded,
          ...(decision.kind === 'unreached' ? {} : { action: actionResult(decision) }),
        })),
      };
    }
    case 'aside':
      return { until: event.until, why: redactor.text(event.why) };
    case 'ended':
      return { status: event.state.status };
  }
}
