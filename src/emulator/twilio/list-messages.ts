import { TwilioFailure } from './errors.ts';
import type { Message } from './message.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * A page of the messages of an account, newest first, by the filters `To`, `From` and `DateSent` (`=`, `>=`, `<=`).
 * What is not yet sent counts by its creation. The page token names the message that the page follows, so that new messages do
 * not move pages.
 */
export function listMessages(messages: Iterable<Message>, account: string, query: URLSearchParams): object {
  const matches = readFilter(query);
  const found = [...messages].filter((one) => one.account_sid === account && matches(one)).toReversed();
  const size = Math.min(integer(query, 'PageSize', 50), 1000);
  if (size === 0) throw refused('PageSize must be at least 1.');
  const page = integer(query, 'Page', 0);
  const after = query.get('PageToken')?.replace(/^PA/, '') ?? '';
  const cursor = found.findIndex(({ sid }) => sid === after);
  if (after !== '' && cursor < 0) throw refused('PageToken names no page of this list.');
  const start = after === '' ? page * size : cursor + 1;
  const shown = found.slice(start, start + size);

  const base = `/2010-04-01/Accounts/${account}/Messages.json`;
  const uri = (change: Readonly<Record<string, string>>): string => {
    const pairs = new URLSearchParams(query);
    pairs.delete('PageToken');
    for (const [name, value] of Object.entries({ PageSize: String(size), ...change })) pairs.set(name, value);
    return `${base}?${pairs.toString()}`;
  };
  const last = shown.at(-1);
  const more = last !== undefined && start + size < found.length;
  return {
    messages: shown,
    page,
    page_size: size,
    start,
    end: start + Math.max(shown.length - 1, 0),
    first_page_uri: uri({ Page: '0' }),
    next_page_uri: more ? uri({ Page: String(page + 1), PageToken: `PA${last.sid}` }) : null,
    previous_page_uri: page > 0 ? uri({ Page: String(page - 1) }) : null,
    uri: query.size === 0 ? base : `${base}?${query.toString()}`,
  };
}

/** Reads the filters before any message is looked at, so that a wrong one is refused whatever the list holds. */
function readFilter(query: URLSearchParams): (message: Message) => boolean {
  const to = query.get('To') || undefined;
  const from = query.get('From') || undefined;
  const on = span(query, 'DateSent');
  const since = on?.from ?? span(query, 'DateSent>')?.from ?? -Infinity;
  const until = on?.to ?? span(query, 'DateSent<')?.to ?? Infinity;
  return (message) => {
    const sent = Date.parse(message.date_sent ?? message.date_created);
    return (
      (to === undefined || message.to === to) &&
      (from === undefined || message.from === from) &&
      sent >= since &&
      sent <= until
    );
  };
}

/** A date is the whole day in UTC, a time its second. Throws a 400 for what is neither. */
function span(
  query: URLSearchParams,
  name: string,
): { readonly from: number; readonly to: number } | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const from = Date.parse(text);
  if (Number.isNaN(from)) throw refused(`"${text}" is no date for ${name}=.`);
  return { from: Math.floor(from / 1000) * 1000, to: from + (text.length === 10 ? day : 1000) - 1 };
}

function integer(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name) ?? '';
  if (text === '') return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw refused(`${name} must be a whole number.`);
  return Number(text);
}

function refused(message: string): TwilioFailure {
  return new TwilioFailure(400, 20001, message);
}
