/** Matches the addresses, without their first slash, that an address with variables stands for; a variable stays within its segment. */
export function addressPattern(address: string): RegExp {
  const parts = address.replace(/^\//, '').split(/\{[^{}]*\}/);
  const escaped = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^/]+')}$`, 'u');
}
