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

/** Why a URL is beyond reach, and what would change that. */
export interface Beyond {
  /** Repeats nothing of the URL but its host. */
  readonly message: string;
  readonly hint: string;
}

/** Why a URL is beyond reach; undefined when it is within. */
export function beyond(url: string, { hosts, publicOnly }: Reach): Beyond | undefined {
  const { host, hostname, origin } = new URL(url);
  if (hosts !== undefined && !hosts.some((each) => isSameHost(each, origin))) {
    return {
      message: `${host} is none of the hosts that may be called.`,
      hint: `Allow it, port and all (--only-host ${host}, or hosts in the configuration), or name another server.`,
    };
  }
  const address = bareAddress(hostname);
  const isPrivate = isIP(address) === 0 ? address === 'localhost' : !isPublicAddress(address);
  if (publicOnly !== true || !isPrivate) return undefined;
  const hint = 'Name a public server, or leave --public-only out.';
  return { message: privateAddress(address), hint };
}

/** A transport that sends nothing beyond a reach. */
export function within(reach: Reach, transport: Transport): Transport {
  if (reach.hosts === undefined && reach.publicOnly !== true) return transport;
  return {
    send(request, signal) {
      const refusal = beyond(request.url, reach);
      if (refusal === undefined) return transport.send(request, signal);
      return Promise.reject(new TransportFailure('rejected', 'not-sent', refusal.message));
    },
  };
}

/** The sentence for an address that may not be connected to. */
export function privateAddress(address: string): string {
  return `${address} is not an address on the public internet.`;
}

/** Whether a text is a host, with or without a port, and nothing else. */
export function isHost(text: string): boolean {
  const url = `https://${text}`;
  return /^[^\s/?#@\\]+$/.test(text) && URL.canParse(url) && new URL(url).href === `${new URL(url).origin}/`;
}

/** By the scheme of the URL, a host without a port has the usual one. */
function isSameHost(host: string, origin: string): boolean {
  const url = `${origin.slice(0, origin.indexOf(':'))}://${host}`;
  return URL.canParse(url) && new URL(url).origin === origin;
}
