import { TwilioFailure } from './errors.ts';
import { type Message, rfc2822 } from './message.ts';
import type { TwilioState } from './state.ts';

/**
 * Cancels a message that is scheduled (`Status=canceled`), or erases its text (`Body` empty). Throws a 400 for other
 * changes, and a 409 when it is too late to cancel; those two codes are from memory, not recorded.
 */
export function updateMessage(state: TwilioState, message: Message, fields: URLSearchParams): Message {
  const status = fields.get('Status');
  const body = fields.get('Body');
  if ((status ?? 'canceled') !== 'canceled') {
    throw new TwilioFailure(400, 20001, "A message can only be given the Status 'canceled'.");
  }
  if ((body ?? '') !== '') throw new TwilioFailure(400, 20001, 'The Body of a message can only be erased.');
  if (status !== null && message.status !== 'scheduled') {
    throw new TwilioFailure(409, 30409, `A message that is ${message.status} cannot be canceled.`);
  }
  const changed: Message = {
    ...message,
    ...(status === null ? {} : { status: 'canceled' }),
    ...(body === null ? {} : { body: '' }),
    date_updated: rfc2822(state.clock.now()),
  };
  state.messages.set(changed.sid, changed);
  return changed;
}
