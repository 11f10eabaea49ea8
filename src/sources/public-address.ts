import { BlockList, isIP } from 'node:net';

/** IPv4 networks that are not the public internet (IANA special-purpose registry), with their prefix lengths. */
const special4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** The same for IPv6: everything but 2000::/3 would do, were it not for NAT64, which carries IPv4 addresses. */
const special6: readonly (readonly [string, number])[] = [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const special = new BlockList();
for (const [address, prefix] of special4) {
  special.addSubnet(address, prefix, 'ipv4');
  special.addSubnet(`64:ff9b::${address}`, 96 + prefix, 'ipv6');
}
for (const [address, prefix] of special6) special.addSubnet(address, prefix, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Whether an IP address is on the public internet: neither private, loopback, link-local (where cloud metadata answers), multicast
 * nor reserved, also not in the disguise of an IPv4-mapped or NAT64 address (clause M).
 */
export function isPublicAddress(address: string): boolean {
  return !within(special, address, true);
}

/** Whether the host of a URL is this machine by its very name: `localhost`, `127.x.y.z` or `[::1]`. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(bareAddress(name));
}

/** Whether an IP address is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  return within(loopback, address, false);
}

/** An IPv6 address without the brackets that a URL puts around it; anything else as it is. */
export function bareAddress(hostname: string): string {
  return hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
}

/** `unknown` is the answer for what is no IP address. Node looks through IPv4-mapped addresses by itself. */
function within(list: BlockList, address: string, unknown: boolean): boolean {
  const family = isIP(address);
  return family === 0 ? unknown : list.check(address.replace(/%.*$/, ''), family === 4 ? 'ipv4' : 'ipv6');
}
