import type { ResolvedParameter } from '../../arazzo/resolve-reusable.ts';
import type { Channel } from '../../asyncapi/channel.ts';
import { messageContent } from '../../asyncapi/message-content.ts';
import { payloadSchemas } from '../../asyncapi/message-nodes.ts';
import { readChannel } from '../../asyncapi/read-channel.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { Template } from '../../expression/template.ts';
import { numberPlacesIn } from '../../openapi/serialize/number-places.ts';
import { pathVariables } from '../../openapi/path-template.ts';
import { compileBody } from './compile-body.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import type { StepInWorkflow } from './compile-step.ts';
import { compileValue } from './compile-value.ts';
import type { Target } from './find-target.ts';
import { isSettable } from './parameter-name.ts';
import type { ChannelPlan, ParameterPlan } from '../plan.ts';

/** A step on a channel with the parameters that reach it. */
export interface StepOnChannel extends Pick<StepInWorkflow, 'step' | 'pointer'> {
  readonly given: readonly ResolvedParameter[];
}

/** Compiles a step that sends or receives a message against what the description says of the channel (clauses E8, E13). */
export function compileChannel(
  context: CompileContext,
  site: UseSite,
  { source, use }: Extract<Target, { kind: 'channel' }>,
  at: StepOnChannel,
): ChannelPlan | undefined {
  const { step, pointer } = at;
  const { action } = step;
  const serverGiven = context.servers.has(source.name);
  const { channel, diagnostics } = readChannel(source.description, use, { serverGiven });
  for (const diagnostic of diagnostics) context.report(diagnostic);
  if (channel === undefined || action === undefined) return undefined;
  const parameters = compileParameters(context, site, channel, at);
  const requestBody = messageContent(channel);
  const target = {
    label: `The message to "${channel.name}"`,
    path: channel.address,
    ...(requestBody === undefined ? {} : { requestBody }),
    startingValue: () => ({ value: {}, from: 'nothing' }) as const,
    numberPlaces: () => numberPlacesIn(payloadSchemas(source.description, { action, channel })),
  };
  const body = action === 'send' ? compileBody(context, site, target, step, pointer) : undefined;
  const correlationId = compileCorrelation(context, site, channel, at);
  if (action === 'receive' && step.timeout === undefined) {
    const message = `Step "${step.stepId}" says for no time how long it waits for a message; a run waits an hour unless told.`;
    const place = context.located.place(pointer);
    const hint = 'Add timeout, in milliseconds.';
    context.report(diagnose('step/unbounded-receive', message, { place, hint }));
  }
  return {
    kind: 'channel',
    source: source.name,
    action,
    channel,
    parameters,
    ...(body === undefined ? {} : { body }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

/** What a received message must carry. The description says where it stands (clause E8). */
function compileCorrelation(
  context: CompileContext,
  site: UseSite,
  { name, messages }: Channel,
  { step, pointer }: StepOnChannel,
): Template | undefined {
  if (step.action !== 'receive' || step.correlationId === undefined) return undefined;
  const at = `${pointer}/correlationId`;
  if (!messages.some(({ correlationId }) => correlationId !== undefined)) {
    const message = `No message of the channel "${name}" says where its correlation id stands, so nothing could match.`;
    const hint =
      'Add correlationId with a location to the message in the description, or remove it from the step.';
    context.report(
      diagnose('step/no-correlation', message, { place: context.located.place(at, 'key'), hint }),
    );
  }
  return compileValue(context, site, step.correlationId, at, () => true);
}

/** Variables of the address, in `path` as the prose or in `channel` as the schema has it (clause F2), and headers. */
function compileParameters(
  context: CompileContext,
  site: UseSite,
  channel: Channel,
  at: StepOnChannel,
): ParameterPlan[] {
  const variables = pathVariables(channel.address);
  const plans: ParameterPlan[] = [];
  for (const { parameter, pointer, valuePointer } of at.given) {
    const { name, in: location, value } = parameter;
    if (location === undefined) continue; // The document's rules have said so.
    const unsent = (message: string, known: readonly string[]): void => {
      const place = context.located.place(`${pointer}/name`);
      context.report(
        diagnose('step/unknown-parameter', message, {
          place,
          hint: didYouMean(name, known) ?? 'Remove the parameter if it is not meant.',
        }),
      );
    };
    const isVariable = location === 'channel' || location === 'path';
    if (isVariable && !variables.includes(name)) {
      unsent(
        `The address ${channel.address} has no variable "${name}", so this parameter is not sent.`,
        variables,
      );
    } else if (!isVariable && (location !== 'header' || at.step.action === 'receive')) {
      const why =
        location === 'header'
          ? 'a step that receives sends no header'
          : `a message has no ${location} parameters`;
      unsent(`The parameter "${name}" is not sent: ${why}.`, []);
    } else if (!isVariable && !isSettable(name)) {
      const message = `A document may not set the header field "${name}".`;
      const place = context.located.place(`${pointer}/name`);
      context.report(
        diagnose('step/unsupported-serialization', message, { place, hint: 'Remove the parameter.' }),
      );
    } else {
      if (!isVariable) checkHeader(channel, name, unsent);
      const required = isVariable || requiredHeaders(channel).includes(name);
      const plan = compileValue(context, site, value, valuePointer, () => required);
      plans.push({ name, in: isVariable ? 'path' : 'header', value: plan });
    }
  }
  reportUnbound(context, channel, plans, at);
  return plans;
}

/** A header that no message declares is sent all the same; where one declares none at all, nothing can be said. */
function checkHeader(
  { messages }: Channel,
  name: string,
  report: (message: string, known: readonly string[]) => void,
): void {
  const declared = messages.flatMap(({ headers }) => Object.keys(headers?.properties ?? {}));
  const isOpen = messages.length === 0 || messages.some(({ headers }) => headers?.properties === undefined);
  if (isOpen || declared.some((each) => each.toLowerCase() === name.toLowerCase())) return;
  report(`The messages of the channel declare no header "${name}"; it is sent all the same.`, declared);
}

/** The headers that every message of the channel requires. */
function requiredHeaders({ messages }: Channel): readonly string[] {
  const [first, ...others] = messages.map(({ headers }) => headers?.required ?? []);
  return (first ?? []).filter((name) => others.every((each) => each.includes(name)));
}

function reportUnbound(
  context: CompileContext,
  channel: Channel,
  plans: readonly ParameterPlan[],
  { step, pointer }: StepOnChannel,
): void {
  const place = context.located.place(pointer);
  for (const name of pathVariables(channel.address)) {
    const isGiven = plans.some((plan) => plan.in === 'path' && plan.name === name);
    const declared = Object.hasOwn(channel.parameters, name) ? channel.parameters[name] : undefined;
    if (isGiven || declared?.default !== undefined) continue;
    const message = `The address ${channel.address} requires the parameter "${name}", and the step does not give it.`;
    const hint = `Add to the step: parameters: [{ name: ${name}, in: channel, value: <value> }].`;
    context.report(diagnose('step/missing-path-parameter', message, { place, hint }));
  }
  if (step.action !== 'send') return;
  for (const name of requiredHeaders(channel)) {
    const isGiven = plans.some(
      (plan) => plan.in === 'header' && plan.name.toLowerCase() === name.toLowerCase(),
    );
    if (isGiven || name.toLowerCase() === 'content-type') continue;
    const message = `The message to "${channel.name}" requires the header "${name}", and the step does not give it.`;
    const hint = `Add to the step: parameters: [{ name: ${name}, in: header, value: <value> }].`;
    context.report(diagnose('step/missing-parameter', message, { place, hint }));
  }
}
