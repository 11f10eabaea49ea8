import { TwilioFailure } from './errors.ts';

type Refusal = readonly [code: number, message: string];

/** The numbers that test credentials send from, and what comes of it. See docs/providers.md 2.6. */
const senders: ReadonlyMap<string, Refusal | 'ok'> = new Map<string, Refusal | 'ok'>([
  ['+15005550006', 'ok'],
  ['+15005550001', [21212, 'The From number is not a valid number.']],
  ['+15005550007', [21606, 'The From number cannot send messages from your account.']],
  ['+15005550008', [21611, 'The queue of the From number is full.']],
]);

/** The numbers that cannot be texted. Any other number can. See docs/providers.md 2.6. */
const recipients: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  ['+15005550001', [21211, 'The To number is not a valid number.']],
  ['+15005550002', [21612, 'The To number cannot be reached from the From number.']],
  ['+15005550003', [21408, 'Sending to the country of the To number is not permitted.']],
  ['+15005550004', [21610, 'The recipient has unsubscribed from your messages.']],
  ['+15005550009', [21614, 'The To number cannot receive messages.']],
]);

/** Throws the 400 of a sender that cannot send; `owned` are further numbers of the account. */
export function checkSender(from: string, owned: readonly string[]): void {
  if (owned.includes(from)) return;
  const found = senders.get(from) ?? senders.get('+15005550007');
  if (found !== undefined && found !== 'ok') throw new TwilioFailure(400, ...found);
}

/** Throws the 400 of a number that cannot be texted, or that is none (E.164). */
export function checkRecipient(to: string): void {
  const refusal = recipients.get(to);
  if (refusal !== undefined) throw new TwilioFailure(400, ...refusal);
  if (!/^\+[1-9]\d{6,14}$/.test(to)) {
    throw new TwilioFailure(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
  }
}
