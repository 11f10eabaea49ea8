import { isIP } from 'node:net';
import { type Transport, TransportFailure } from '../engine/ports.ts';
import { bareAddress, isPublicAddress } from '../sources/public-address.ts';

/** Where calls may go, whatever the descriptions of strangers name (clause M). Nothing is bounded unless given. */
export interface Reach {
  /** Hosts, with their port where it is not the usual one: `api.stripe.com`, `localhost:8080`. */
  readonly hosts?: readonly string[];
  /** Addresses of the public internet only. Behind a proxy, which resolves names itself, the proxy decides for names. */
  readonly publicOnly?: boolean;
}

/** Why a URL is beyond reach, as a sentence that repeats nothing of it but its host; undefined when it is within. */
export function beyond(url: string, { hosts, publicOnly }: Reach): string | undefined {
  const { host, hostname, origin } = new URL(url);
  if (hosts !== undefined && !hosts.some((each) => isSameHost(each, origin))) {
    return `${host} is none of the hosts that may be called.`;
  }
  const address = bareAddress(hostname);
  const isPrivate = isIP(address) === 0 ? address === 'localhost' : !isPublicAddress(address);
  return publicOnly === true && isPrivate ? privateAddress(address) : undefined;
}

/** A transport that sends nothing beyond a reach. */
export function within(reach: Reach, transport: Transport): Transport {
  if (reach.hosts === undefined && reach.publicOnly !== true) return transport;
  return {
    send(request, signal) {
      const reason = beyond(request.url, reach);
      if (reason === undefined) return transport.send(request, signal);
      return Promise.reject(new TransportFailure('rejected', 'not-sent', reason));
    },
  };
}

/** The sentence for an address that may not be connected to. */
export function privateAddress(address: string): string {
  return `${address} is not an address on the public internet.`;
}

/** By the scheme of the URL, a host without a port has the usual one. */
function isSameHost(host: string, origin: string): boolean {
  const url = `${origin.slice(0, origin.indexOf(':'))}://${host}`;
  return URL.canParse(url) && new URL(url).origin === origin;
}
