import { TwilioFailure } from './errors.ts';
import { checkRecipient, checkSender } from './magic-numbers.ts';
import { type Message, type MessageStatus, rfc2822 } from './message.ts';
import { countSegments } from './segments.ts';
import type { TwilioState } from './state.ts';

const minute = 60_000;
const soonest = 15 * minute;
const latest = 35 * 24 * 60 * minute;

/**
 * Accepts a message, or throws the 400 of docs/providers.md 2.3 or 2.6. Fields it does not know are ignored, as Twilio does;
 * an empty field counts as absent.
 */
export function createMessage(state: TwilioState, account: string, fields: URLSearchParams): Message {
  const field = (name: string): string | undefined => fields.get(name) || undefined;
  const media = fields.getAll('MediaUrl').filter((url) => url !== '');
  const [to, from, body] = [field('To'), field('From'), field('Body')];
  const messagingService = field('MessagingServiceSid');

  if (to === undefined) throw refused(21604, "A 'To' phone number is required.");
  if (from === undefined && messagingService === undefined) {
    throw refused(21603, "A 'From' phone number or a MessagingServiceSid is required.");
  }
  if (body === undefined && media.length === 0 && field('ContentSid') === undefined) {
    throw refused(21602, "A message 'Body' is required.");
  }
  if ((body ?? '').length > 1600) {
    throw refused(21617, 'The concatenated message body exceeds the limit of 1600 characters.');
  }
  if (messagingService !== undefined && !/^MG[0-9a-f]{32}$/i.test(messagingService)) {
    throw refused(21701, `The Messaging Service ${messagingService} does not exist.`);
  }
  if (from !== undefined) checkSender(from, state.numbers);
  checkRecipient(to);
  if (state.optOuts.has(to)) throw refused(21610, 'The recipient has unsubscribed from your messages.');
  const status = initialStatus(state, messagingService, field('ScheduleType'), field('SendAt'));

  const sid = state.ids(media.length > 0 ? 'MM' : 'SM', 32, 'hex');
  const uri = `/2010-04-01/Accounts/${account}/Messages/${sid}`;
  const now = rfc2822(state.clock.now());
  const message: Message = {
    sid,
    account_sid: account,
    api_version: '2010-04-01',
    body: body ?? '',
    date_created: now,
    date_sent: null,
    date_updated: now,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: from ?? null,
    messaging_service_sid: messagingService ?? null,
    num_media: String(media.length),
    num_segments: String(countSegments(body ?? '')),
    price: null,
    price_unit: null,
    status,
    subresource_uris: { media: `${uri}/Media.json` },
    to,
    uri: `${uri}.json`,
  };
  state.messages.set(sid, message);
  return message;
}

/** Scheduling needs a messaging service and a time within the window (docs/providers.md 2.4); the codes are from memory, not recorded. */
function initialStatus(
  { clock }: TwilioState,
  messagingService: string | undefined,
  scheduleType: string | undefined,
  sendAt: string | undefined,
): MessageStatus {
  if (scheduleType === undefined) {
    if (sendAt !== undefined) throw refused(35111, 'SendAt needs ScheduleType.');
    return messagingService === undefined ? 'queued' : 'accepted';
  }
  if (scheduleType !== 'fixed') throw refused(35115, "The only ScheduleType is 'fixed'.");
  if (messagingService === undefined) throw refused(35118, 'Scheduling needs a MessagingServiceSid.');
  const ahead = Date.parse(sendAt ?? '') - clock.now();
  if (!(ahead >= soonest && ahead <= latest)) {
    throw refused(35114, 'SendAt must be a time between 15 minutes and 35 days from now.');
  }
  return 'scheduled';
}

function refused(code: number, message: string): TwilioFailure {
  return new TwilioFailure(400, code, message);
}
