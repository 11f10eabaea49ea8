import { shownChannel } from '../channel/perform-message.ts';
import type { PreparedMessage } from '../channel/prepared-message.ts';
import type { CallEffect } from '../engine/effect.ts';
import type { CallOutcome } from '../engine/outcome.ts';
import { type CallWorld, type PreparedCall, shownRequest } from '../http/perform.ts';

/** What a call uses, as people may see it: the request of an operation, the channel of a message. For outcomes that do not come of sending it. */
export function shownCall(
  call: PreparedCall | PreparedMessage,
  effect: CallEffect,
  world: Pick<CallWorld, 'runId' | 'redactor'>,
): Pick<CallOutcome, 'request' | 'channel'> {
  return call.kind === 'message'
    ? { channel: shownChannel(call, effect, world) }
    : shownRequest(call, effect, world);
}
