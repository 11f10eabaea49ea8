import type { ArazzoDescription, JsonSchema, Step } from '../arazzo/document.ts';
import { wantedCredentials, type WantedCredentials } from '../credentials/wanted.ts';
import { knownProperties } from '../plan/inputs/known-properties.ts';
import type { Plan } from '../plan/plan.ts';
import { defaultPoll, isPolling } from '../plan/polls.ts';
import { sourceIdentity } from '../credentials/source-identity.ts';
import { profileOf } from '../providers/profiles.ts';
import type { SourceState } from '../sources/source-states.ts';
import { isObject } from '../text/json.ts';

/** What a document does and needs: the object that `describe --json` prints. Plain JSON. */
export interface DocumentDescription {
  readonly title: string;
  readonly version: string;
  readonly summary?: string;
  readonly description?: string;
  /** Whose APIs steps call: the titles of known providers, for others the host of their first server. */
  readonly providers: readonly string[];
  readonly sources: readonly SourceDescriptionState[];
  readonly workflows: readonly WorkflowDescription[];
}

/** A source description as `describe` tells it: whether it could be had, and from where. */
export interface SourceDescriptionState extends SourceState {
  readonly name: string;
  readonly url: string;
  readonly title?: string;
}

/** A workflow as `describe` tells it. */
export interface WorkflowDescription {
  readonly workflowId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly steps: readonly StepDescription[];
  readonly inputs: readonly InputDescription[];
  readonly outputs: readonly string[];
  /** The variables to set before it can run. */
  readonly credentials: readonly WantedCredentials[];
}

/** A step as `describe` tells it: what it calls, when that is known. */
export interface StepDescription {
  readonly stepId: string;
  readonly description?: string;
  /** As the document names its target, when that could not be found. */
  readonly target: string;
  /** Of the operation, when it was found. */
  readonly source?: string;
  readonly method?: string;
  readonly path?: string;
  /** It goes back to read the same again, with how long a run waits before that and how often it does so unless told otherwise (clause H20). */
  readonly poll?: typeof defaultPoll;
  /** Of the channel, when it was found. */
  readonly action?: 'send' | 'receive';
  readonly address?: string;
  readonly protocol?: string;
}

/** An input as `describe` tells it, from the schema. */
export interface InputDescription {
  readonly name: string;
  /** JSON types, joined by `or`; empty when the schema does not say. */
  readonly type: string;
  readonly required: boolean;
  readonly description?: string;
  readonly default?: unknown;
}

/**
 * Describes a document, or one workflow of it. Steps whose operation was not found are described as the document names them.
 * @param draft What could be compiled of the document.
 * @param states How its source descriptions stand, by name.
 */
export function describeDocument(
  { info, sourceDescriptions, workflows }: ArazzoDescription,
  draft: Plan,
  states: Readonly<Record<string, SourceState>>,
  workflowId?: string,
): DocumentDescription {
  const described = workflows
    .filter((workflow) => workflowId === undefined || workflow.workflowId === workflowId)
    .map((workflow): WorkflowDescription => {
      const compiled = draft.workflows.find((each) => each.workflowId === workflow.workflowId);
      return {
        workflowId: workflow.workflowId,
        ...texts(workflow),
        steps: workflow.steps.map((step) => describeStep(step, compiled?.steps)),
        inputs: describeInputs(compiled?.inputs ?? workflow.inputs),
        outputs: Object.keys(workflow.outputs ?? {}),
        credentials: wantedCredentials(draft, workflow.workflowId),
      };
    });
  return {
    title: info.title,
    version: info.version,
    ...texts(info),
    providers: providersOf(draft, workflowId),
    sources: sourceDescriptions.map(({ name, url }) => {
      const title = Object.hasOwn(draft.sources, name) ? draft.sources[name]!.title : undefined;
      return { name, url, ...(title === undefined ? {} : { title }), ...states[name]! };
    }),
    workflows: described,
  };
}

function providersOf(draft: Plan, workflowId: string | undefined): string[] {
  const called = draft.workflows
    .filter((workflow) => workflowId === undefined || workflow.workflowId === workflowId)
    .flatMap(({ steps }) => steps.flatMap(({ target }) => (target.kind === 'operation' ? [target] : [])));
  const names = called.flatMap(({ source, operation }) => {
    const known = profileOf(sourceIdentity(draft, source))?.title;
    return known ?? hostOf(operation.servers[0]?.url) ?? source;
  });
  return [...new Set(names)];
}

/** The host as written, with variables in it; undefined where there is none. */
function hostOf(url = ''): string | undefined {
  return /^https?:\/\/([^/?#@]+)/i.exec(url)?.[1];
}

function describeStep(step: Step, compiled: Plan['workflows'][number]['steps'] = []): StepDescription {
  const known = compiled.find(({ stepId }) => stepId === step.stepId);
  const found = known?.target;
  const { stepId, description, operationId, operationPath, channelPath, workflowId } = step;
  const operation =
    found?.kind === 'operation'
      ? { source: found.source, method: found.operation.method, path: found.operation.path }
      : found?.kind === 'channel'
        ? {
            source: found.source,
            action: found.action,
            address: found.channel.address,
            protocol: found.channel.servers[0]!.protocol,
          }
        : {};
  return {
    stepId,
    ...(description === undefined ? {} : { description }),
    target: operationId ?? operationPath ?? channelPath ?? workflowId ?? '',
    ...operation,
    ...(known !== undefined && isPolling(known) ? { poll: defaultPoll } : {}),
  };
}

function describeInputs(schema: JsonSchema | undefined): InputDescription[] {
  const { properties, required } = knownProperties(schema);
  return Object.entries(properties).map(([name, property]) => {
    const { type, description, default: value } = isObject(property) ? property : {};
    return {
      name,
      type: [type]
        .flat()
        .filter((each) => typeof each === 'string')
        .join(' or '),
      required: required.has(name),
      ...(typeof description === 'string' ? { description } : {}),
      ...(value === undefined ? {} : { default: value }),
    };
  });
}

function texts({ summary, description }: { readonly summary?: string; readonly description?: string }): {
  readonly summary?: string;
  readonly description?: string;
} {
  return {
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
  };
}
