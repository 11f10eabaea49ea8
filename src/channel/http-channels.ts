import type { Placement } from '../credentials/credentials.ts';
import type { ChannelTransport, OutgoingMessage, Transport } from '../engine/ports.ts';
import { TransportFailure } from '../engine/ports.ts';
import { percentEncodeReserved } from '../openapi/serialize/percent-encode.ts';
import { isScalar, scalarText } from '../openapi/serialize/scalar-text.ts';
import { UnserializableValue } from '../openapi/serialize/unserializable-value.ts';

/**
 * Sends messages over HTTP: a POST of the payload to the address below the server's URL, with the message's headers as fields and its id as
 * `webhook-id`. Any 2xx status means that it was taken over; 4xx that it was refused; anything else leaves it unknown.
 */
export function httpChannels(transport: Transport): Pick<ChannelTransport, 'send'> {
  return {
    async send(message, signal) {
      const { place, credentials = [], payload } = message;
      const query = pairsOf(credentials, 'query');
      const { statusCode } = await transport.send(
        {
          method: 'POST',
          url: `${place.server}${pathOf(place.address)}${query === '' ? '' : `?${query}`}`,
          headers: fieldsOf(message),
          body: payload,
        },
        signal,
      );
      if (statusCode >= 200 && statusCode < 300) return;
      const isRefused = statusCode >= 400 && statusCode < 500;
      const says = isRefused ? 'refused the message' : 'may not have taken the message';
      throw new TransportFailure(
        'rejected',
        isRefused ? 'not-sent' : 'unknown',
        `the server ${says}: HTTP ${statusCode}`,
      );
    },
  };
}

/** The path of an address below a server. */
export function pathOf(address: string): string {
  const segments = address.replace(/^\//, '').split('/');
  return `/${segments.map((segment) => percentEncodeReserved(segment, 'path')).join('/')}`;
}

function fieldsOf({ headers, contentType, id, credentials = [] }: OutgoingMessage): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]): [string, string] => {
    const text = isScalar(value) ? scalarText(value, name) : JSON.stringify(value);
    if (!/^[\x20-\x7e]*$/.test(text)) throw new UnserializableValue(name, 'is not one line of plain ASCII');
    return [name.toLowerCase(), text];
  });
  const cookie = pairsOf(credentials, 'cookie');
  const own = credentials.flatMap(({ in: where, name, value }): [string, string][] =>
    where === 'header' ? [[name.toLowerCase(), value]] : [],
  );
  // What the document passes itself wins over added credentials (clause 4.6).
  return {
    'webhook-id': id,
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(cookie === '' ? {} : { cookie }),
    ...Object.fromEntries(own),
    ...Object.fromEntries(given),
  };
}

function pairsOf(credentials: readonly Placement[], where: 'query' | 'cookie'): string {
  const pairs = credentials.filter((each) => each.in === where);
  return where === 'query'
    ? pairs.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
    : pairs.map(({ name, value }) => `${name}=${value}`).join('; ');
}
