import { resolve4, resolve6 } from 'node:dns/promises';
import { reachOfAddress, reachOfHost } from './addresses.ts';

/** A request was not sent, because of where it would have gone. The message is a sentence without secrets. */
export class RefusedAddress extends Error {
  override name = 'RefusedAddress';
}

/** The addresses of a host; empty when it has none or nobody could be asked. */
export type Resolve = (hostname: string) => Promise<string[]>;

export const resolveByDns: Resolve = async (hostname) => {
  const answers = await Promise.allSettled([resolve4(hostname), resolve6(hostname)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
};

/**
 * Lets a URL pass that leads to a public host, over TLS. A Worker's `fetch` looks names up by itself, so a name whose
 * answer changes between this look and that one cannot be caught here; Cloudflare's own network does not route to
 * private ranges.
 *
 * @param loopback whether this machine may be reached, over plain HTTP too: for development alone
 * @throws RefusedAddress
 */
export async function checkAddress(url: URL, loopback: boolean, resolve: Resolve): Promise<void> {
  const reach = reachOfHost(url.hostname);
  if (reach === 'loopback' && loopback && /^https?:$/.test(url.protocol)) return;
  if (url.protocol !== 'https:') throw new RefusedAddress('Only https addresses are called.');
  if (url.username !== '' || url.password !== '')
    throw new RefusedAddress('Addresses with a password are not called.');
  if (reach !== 'public') throw new RefusedAddress('Addresses of private networks are not called.');
  if (reachOfAddress(url.hostname.replace(/^\[(.*)\]$/, '$1')) === 'public') return;
  const addresses = await resolve(url.hostname);
  if (addresses.some((address) => reachOfAddress(address) !== 'public')) {
    throw new RefusedAddress('Addresses of private networks are not called.');
  }
}
