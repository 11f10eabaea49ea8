import { member } from './facts.ts';
import type { Candidate, Conclusion, Reconciliation, SentCall } from './profile.ts';

/** The list of messages lags behind; a minute is more than was ever seen (docs/providers.md 2.5). */
const settleMilliseconds = 45_000;

/** Trial accounts put it before the text (twilio.com/docs/usage/tutorials/how-to-use-your-free-trial-account). */
const trialNotice = 'Sent from your Twilio trial account - ';

/** What our clock and Twilio's may differ by. */
const skew = 120_000;

/**
 * Twilio knows no idempotency key for messages, so what came of a create is found out by listing: a message to the same recipient from the
 * same sender with the same text, created after the call was sent. That there is none proves nothing (docs/providers.md 2.5).
 */
export function reconcileMessage({ request, scope: { body }, sentAt }: SentCall): Reconciliation | undefined {
  const [to, from, service] = ['To', 'From', 'MessagingServiceSid'].map((name) => fieldOf(body, name));
  const text = fieldOf(body, 'Body') ?? '';
  if (to === undefined || !URL.canParse(request.url)) return undefined;
  const since = Math.floor((sentAt - skew) / 1000) * 1000;
  const list = new URL(request.url);
  list.search = '';
  list.searchParams.set('To', to);
  // With a service the sender is chosen by Twilio, unless it is given.
  if (from !== undefined) list.searchParams.set('From', from);
  list.searchParams.set('DateSent>', new Date(since).toISOString().slice(0, 10));
  list.searchParams.set('PageSize', '100');
  const isOurs = (message: unknown): boolean => {
    const sent = member(message, 'body');
    return (
      member(message, 'direction') === 'outbound-api' &&
      (sent === text || sent === `${trialNotice}${text}`) &&
      (service === undefined || member(message, 'messaging_service_sid') === service) &&
      Date.parse(String(member(message, 'date_created'))) >= since
    );
  };
  return {
    settleMilliseconds,
    url: list.href,
    conclude: (page) => conclude(page, isOurs, list.origin),
  };
}

function conclude(page: unknown, isOurs: (message: unknown) => boolean, origin: string): Conclusion {
  const messages = member(page, 'messages');
  if (!Array.isArray(messages)) return { kind: 'nothing' };
  // The list begins with the latest; ours is the earliest that fits.
  const candidates = messages.filter(isOurs).toReversed().map(candidateOf);
  const next = member(page, 'next_page_uri');
  if (typeof next === 'string' && next.startsWith('/')) {
    return { kind: 'more', candidates, url: new URL(next, origin).href };
  }
  return candidates.length === 0 ? { kind: 'nothing' } : { kind: 'happened', candidates };
}

function candidateOf(message: unknown): Candidate {
  return { claim: `twilio:${String(member(message, 'sid'))}`, statusCode: 201, body: message };
}

/** A field of a form body that has been evaluated: an object, or text that is encoded already. Empty counts as absent. */
export function fieldOf(body: unknown, name: string): string | undefined {
  const value = typeof body === 'string' ? new URLSearchParams(body).get(name) : member(body, name);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
