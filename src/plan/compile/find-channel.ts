import type { Step } from '../../arazzo/document.ts';
import type { ChannelOperationEntry } from '../../asyncapi/description.ts';
import { findChannelAt, type FoundChannel } from '../../asyncapi/find-channel.ts';
import type { ChannelUse } from '../../asyncapi/read-channel.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { LoadedAsyncApi } from '../../sources/loaded-source.ts';
import { decodeFragment } from '../../text/decode-fragment.ts';
import type { CompileContext } from './compile-context.ts';

/** A path into an AsyncAPI source, and the field of the step that it stands in. */
export interface ChannelPath {
  readonly source: LoadedAsyncApi;
  readonly path: { readonly tokens: readonly string[]; readonly fragment: string };
  /** Of the step. */
  readonly pointer: string;
  readonly field: 'channelPath' | 'operationPath';
}

/**
 * Finds the channel that a path leads to (clause E8). An `operationPath` into an AsyncAPI source is what an example of the specification
 * has and its schema refuses: it is taken, with a warning. Nothing is chosen by likeness.
 */
export function findChannel(context: CompileContext, step: Step, at: ChannelPath): ChannelUse | undefined {
  const { source, path, pointer, field } = at;
  const found = findAsWritten(context, at);
  const place = context.located.place(`${pointer}/${field}`);
  if (found.kind === 'missing') {
    const hint =
      found.near.length > 0
        ? `Did you mean ${found.near.map((each) => `#${each}`).join(' or ')}?`
        : 'Look the channel up in the description: the pointer is #/channels/ and its name, with / as ~1.';
    const message = `"${path.fragment}" does not exist in source "${source.name}".`;
    context.report(diagnose('step/channel-not-found', message, { place, hint }));
    return undefined;
  }
  if (field === 'operationPath') {
    const hint =
      found.kind === 'channel' || found.operation.operationId === undefined
        ? `Write channelPath: '{$sourceDescriptions.${source.name}.url}#/channels/...'.`
        : `Write operationId: $sourceDescriptions.${source.name}.${found.operation.operationId}.`;
    const message =
      'An operationPath into an AsyncAPI description is not what the schema of Arazzo 1.1 allows.';
    context.report(diagnose('step/operation-path-to-channel', message, { place, hint }));
  }
  if (found.kind === 'operation') return channelOfOperation(context, step, found.operation, pointer);
  if (step.action === undefined && field === 'operationPath') reportNoAction(context, step, pointer);
  return { entry: found.channel };
}

/**
 * The channel of an operation that the step uses: where the application receives, a workflow sends, and the other way round; a workflow may
 * also be on the other side of the operation's reply. The description is of the application, whom the workflow talks to.
 */
export function channelOfOperation(
  context: CompileContext,
  step: Step,
  operation: ChannelOperationEntry,
  pointer: string,
): ChannelUse | undefined {
  const { action, channel, messages, reply } = operation;
  const own: ChannelUse = { entry: channel, operation, ...(messages === undefined ? {} : { messages }) };
  if (step.action === undefined) {
    reportNoAction(context, step, pointer);
    return undefined;
  }
  if (step.action !== action) return own;
  const place = context.located.place(`${pointer}/action`);
  if (reply !== undefined) {
    if (reply.channel !== undefined) {
      const of = reply.messages === undefined ? {} : { messages: reply.messages };
      return { entry: reply.channel, operation, ...of };
    }
    const message = `The reply to the operation goes to an address that a message tells, which is not run by this version yet.`;
    const hint = 'Name the channel of the reply with channelPath.';
    context.report(diagnose('document/not-supported', message, { place, hint }));
    return undefined;
  }
  const does = action === 'send' ? 'sends' : 'receives';
  const message = `The application that the description is of ${does} by this operation, so a workflow cannot ${action} by it.`;
  const hint = `Write action: ${action === 'send' ? 'receive' : 'send'}. If the workflow takes the place of the application, name the channel with channelPath.`;
  const severity = context.mode === 'lenient' ? 'warning' : undefined;
  context.report(diagnose('step/action-mismatch', message, { place, hint, severity }));
  return own;
}

function reportNoAction(context: CompileContext, { stepId }: Step, pointer: string): void {
  const place = context.located.place(pointer);
  const message = `Step "${stepId}" uses an operation of an AsyncAPI description and does not say what to do there.`;
  const hint = 'Add action: send, or action: receive.';
  context.report(diagnose('document/missing-field', message, { place, hint }));
}

/** As for operations: the pointer is decoded when it finds nothing as it is written (clause E5). */
function findAsWritten(context: CompileContext, { source, path, pointer, field }: ChannelPath): FoundChannel {
  const { tokens } = path;
  const found = findChannelAt(source.description, tokens);
  if (found.kind !== 'missing' || !tokens.some((token) => token.includes('%'))) return found;
  const decoded = findChannelAt(source.description, tokens.map(decodeFragment));
  if (decoded.kind === 'missing') return found;
  const message =
    'The pointer of this path is percent-encoded; it finds its channel only once it is decoded.';
  const hint = 'Write the name as the description does, with / as ~1.';
  const place = context.located.place(`${pointer}/${field}`);
  context.report(diagnose('step/encoded-pointer', message, { place, hint }));
  return decoded;
}
