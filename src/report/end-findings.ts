import type { Code } from '../diagnostics/codes.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CallOutcome, ChannelUsed, FailureClass } from '../engine/outcome.ts';
import type { RunReason } from '../engine/run-state.ts';
import type { RunRecord } from '../journal/fold.ts';

/**
 * What there is to say about how a run ended: why it failed or needs attention, with the next step, and outputs that found nothing.
 * @param outputsAreDue Whether that is an error (clause D8).
 */
export function endFindings({ state, visits }: RunRecord, outputsAreDue: boolean): readonly Diagnostic[] {
  const { reason, unresolved = [] } = state;
  const findings = [
    ...brokenJson(visits),
    ...unknownCharsets(visits),
    ...undescribedTypes(visits),
    ...unresolved.map((name) =>
      diagnose('run/output-unresolved', `Output "${name}" found no value, so it is null.`, {
        ...(outputsAreDue ? { severity: 'error' } : {}),
        hint: outputsAreDue
          ? 'Correct the expression: every step has succeeded, so strict mode expects all outputs.'
          : 'Nothing, if that is meant; else look at the expression.',
      }),
    ),
  ];
  if (reason === undefined) return findings;
  const visit = visits.findLast(
    ({ workflowId, stepId }) => workflowId === reason.workflowId && stepId === reason.stepId,
  );
  const outcome = visit?.attempts.at(-1)?.outcome;
  const hint =
    failedCriterion(reason, outcome) ?? refusedStatus(reason, outcome) ?? nextStep(reason, outcome);
  return [diagnose(reason.code, reason.message, { hint }), ...findings];
}

/** What to do about the criterion that failed a step, where that says more than what is known of the answer; those after it were not evaluated. */
function failedCriterion({ code }: RunReason, outcome: CallOutcome | undefined): string | undefined {
  const failed = code === 'run/step-failed' ? outcome?.criteria.find(({ passed }) => !passed) : undefined;
  if (failed === undefined) return undefined;
  const { condition, problem } = failed;
  if (problem !== undefined)
    return `Correct the criterion ${condition}, which could not be evaluated. ${problem}`;
  return outcome?.provider?.classification === undefined
    ? `The criterion ${condition} did not hold: look at the value that it was given.`
    : undefined;
}

/** What failed a step without criteria, which expects a 2xx status (clause H3). */
function refusedStatus({ code }: RunReason, outcome: CallOutcome | undefined): string | undefined {
  if (code !== 'run/step-failed' || outcome?.statusCode === undefined) return undefined;
  const { succeeded, criteria, statusCode } = outcome;
  if (succeeded || criteria.length > 0) return undefined;
  return `The step has no criteria, so it expected a status from 200 to 299, and ${statusCode} came: correct its request, or let successCriteria say what else it accepts.`;
}

/** Whether findings with a code are about how a run ended, not about its document or about what was asked of it. */
export function isOfEnd(code: string): boolean {
  return Object.hasOwn(nextSteps, code) || notes.has(code);
}

/** What is only noted at the end of a run. */
const notes: ReadonlySet<string> = new Set<Code>([
  'run/output-unresolved',
  'run/not-looked-up',
  'run/broken-json',
  'run/unknown-charset',
  'run/undescribed-type',
]);

/** The steps that had an answer which says that it is JSON and is none (clause K12). */
function brokenJson(visits: RunRecord['visits']): readonly Diagnostic[] {
  const steps = visits.filter(({ attempts }) => attempts.some(({ outcome }) => outcome.brokenJson === true));
  return [...new Set(steps.map(({ stepId }) => stepId))].map((stepId) =>
    diagnose(
      'run/broken-json',
      `Step "${stepId}" had an answer that says that it is JSON and is none: it was read as text.`,
      { hint: 'Tell the provider; a criterion of type regex can look into the text.' },
    ),
  );
}

/** The steps that had an answer in a charset that is unknown here, each charset once (clause K12). */
function unknownCharsets(visits: RunRecord['visits']): readonly Diagnostic[] {
  const messages = visits.flatMap(({ stepId, attempts }) =>
    attempts.flatMap(({ outcome: { unknownCharset } }) =>
      unknownCharset === undefined
        ? []
        : [
            `Step "${stepId}" had an answer in the unknown charset "${unknownCharset}": it was read as UTF-8.`,
          ],
    ),
  );
  return [...new Set(messages)].map((message) =>
    diagnose('run/unknown-charset', message, {
      hint: 'Tell the provider; characters beyond ASCII may be wrong.',
    }),
  );
}

/** The steps that had an answer of another media type than their descriptions have, each type once (clause 4.7). */
function undescribedTypes(visits: RunRecord['visits']): readonly Diagnostic[] {
  const messages = visits.flatMap(({ stepId, attempts }) =>
    attempts.flatMap(({ outcome: { undescribedType, statusCode } }) =>
      undescribedType === undefined
        ? []
        : [
            `Step "${stepId}" was answered HTTP ${statusCode} with ${undescribedType}, which its description does not have there.`,
          ],
    ),
  );
  return [...new Set(messages)].map((message) =>
    diagnose('run/undescribed-type', message, {
      hint: 'Look at where the call went: a page in the place of data often comes from something before the server.',
    }),
  );
}

/** What to do about a failure. */
function nextStep({ code }: RunReason, outcome: CallOutcome | undefined): string {
  const { classification, facts } = outcome?.provider ?? {};
  if (code === 'run/in-doubt' && facts?.['lookUpRefused'] !== undefined) return lookUpRefused;
  if (code === 'run/unanswered' && outcome?.failure?.reason === 'too-large') return tooLarge;
  if (code === 'run/unanswered' && outcome?.channel?.action === 'receive')
    return notReceived(outcome.channel);
  // What the last answer was is not why a run ends that could not go on for another reason.
  const isOfAnswer =
    code === 'run/step-failed' || code === 'run/provider-refused' || code === 'run/unanswered';
  return isOfAnswer && classification !== undefined ? refusals[classification] : nextSteps[code];
}

/** What to do about a call in doubt of a run that is kept nowhere. */
export const lookUpFirst =
  'Look up at the provider whether the call took effect, before you run the workflow again.';

const tooLarge =
  'Ask for less, by a page or a filter that the operation has: an answer as large as this one is not read.';

function notReceived({ address, server }: ChannelUsed): string {
  return `No message came in time at ${address} of ${server}, where it was awaited: see whether it was sent there, or give the step a longer timeout.`;
}

const nextSteps: Readonly<Record<RunReason['code'], string>> = {
  'run/step-failed': 'Look at the criteria of the step: which one did not hold, and with which value.',
  'run/provider-refused': 'Correct what the provider refused, then start a new run.',
  'run/unanswered': 'Check that the server can be reached, then start a new run.',
  'run/in-doubt': lookUpFirst,
  'run/request-not-built': 'Correct the value that the message names, in the inputs or in the document.',
  'run/limit-reached':
    'Look for gotos, retries and nested workflows of the document that have no end; if there are none, let the run go further, or do what the message says (--max-steps, --max-time, --max-depth, --max-polls).',
  'run/dependency-unmet': 'Let the one that is missing run first, or remove it from dependsOn.',
};

const lookUpRefused =
  'The provider refused the credentials when it was asked what came of the call. Give credentials that may read there, and resume the run, which asks again; or look up there yourself whether the call took effect.';

const refusals: Readonly<Record<FailureClass, string>> = {
  configuration: 'Check the credentials and the settings of the account at the provider.',
  suppressed: 'The recipient opted out and must not be contacted again until they opt in.',
  recipient: 'Check the address of the recipient.',
  idempotency: 'The idempotency key is in use for another request. Start a new run.',
  declined: 'The payment was declined. Ask for another way to pay.',
  'invalid-request': 'Correct the inputs that the provider names, or the request of the step.',
  'rate-limited': 'Wait before you run the workflow again.',
  'provider-error':
    'The provider has a problem. Look up there whether the call took effect, before you run the workflow again.',
};
