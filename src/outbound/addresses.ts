import ipaddr from 'ipaddr.js';

/** Names that never lead out into the Internet (RFC 6761, 6762, 8375, and what clouds use inside). */
const LOCAL_SUFFIXES = [
  'localhost',
  'local',
  'internal',
  'intranet',
  'lan',
  'home.arpa',
  'test',
  'invalid',
  'onion',
];

export type Reach = 'public' | 'loopback' | 'private';

/** Where an IP address leads, IPv4 inside of IPv6 included; undefined for what is not an address. */
export function reachOfAddress(text: string): Reach | undefined {
  if (!ipaddr.isValid(text)) return undefined;
  const range = ipaddr.process(text).range();
  if (range === 'loopback') return 'loopback';
  return range === 'unicast' ? 'public' : 'private';
}

/**
 * Where a URL's host leads, as far as its name says.
 *
 * @param hostname as `URL.hostname` writes it: addresses are in their plain form by then, IPv6 in brackets
 */
export function reachOfHost(hostname: string): Reach {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  const literal = reachOfAddress(name.replace(/^\[(.*)\]$/, '$1'));
  if (literal) return literal;
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback';
  const local = !name.includes('.') || LOCAL_SUFFIXES.some((suffix) => name.endsWith(`.${suffix}`));
  return local ? 'private' : 'public';
}
