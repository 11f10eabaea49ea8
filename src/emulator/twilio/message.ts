/** The states that a message of this emulator is in: it accepts, and delivers nothing. */
export type MessageStatus = 'accepted' | 'queued' | 'scheduled' | 'canceled';

/** A message as the API shows it. See docs/providers.md 2.2. */
export interface Message {
  /** `SM`, or `MM` with media, and 32 hexadecimal digits. */
  readonly sid: string;
  readonly account_sid: string;
  readonly api_version: '2010-04-01';
  readonly body: string;
  /** RFC 2822, as are the others: `Thu, 24 Aug 2023 05:01:45 +0000`. */
  readonly date_created: string;
  readonly date_sent: string | null;
  readonly date_updated: string;
  readonly direction: 'outbound-api';
  readonly error_code: number | null;
  readonly error_message: string | null;
  /** Null while a messaging service has not chosen. */
  readonly from: string | null;
  readonly messaging_service_sid: string | null;
  readonly num_media: string;
  readonly num_segments: string;
  readonly price: string | null;
  readonly price_unit: string | null;
  readonly status: MessageStatus;
  readonly subresource_uris: { readonly media: string };
  readonly to: string;
  readonly uri: string;
}

/** A time as Twilio writes it. `milliseconds` since the epoch. */
export function rfc2822(milliseconds: number): string {
  return new Date(milliseconds).toUTCString().replace('GMT', '+0000');
}
