import { checkAddress, RefusedAddress, type Resolve, resolveByDns } from './guard.ts';

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** An answer is larger than its reader takes. */
export class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge';
}

export interface OutboundOptions {
  /** Ends the call, the reading of the answer included. */
  signal: AbortSignal;
  /** Most bytes of an answer. */
  maxBytes: number;
  /** See `checkAddress`. */
  loopback: boolean;
  resolve?: Resolve;
}

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Calls a server that is not ours: every address on the way is checked, time and size are bounded. Redirects are
 * followed for GET alone, and credentials stay with the origin they were meant for.
 *
 * @throws RefusedAddress, AnswerTooLarge; what `fetch` throws
 */
export async function fetchOutside(
  address: string,
  init: RequestInit,
  options: OutboundOptions,
): Promise<Answer> {
  let url = parse(address);
  const headers = new Headers(init.headers);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    // One after the other, as each address comes out of the answer before.
    // oxlint-disable-next-line no-await-in-loop
    await checkAddress(url, options.loopback, options.resolve ?? resolveByDns);
    // oxlint-disable-next-line no-await-in-loop
    const response = await fetch(url, { ...init, headers, redirect: 'manual', signal: options.signal });
    const next = REDIRECTS.has(response.status) ? response.headers.get('Location') : null;
    if (next === null) return readAnswer(response, options.maxBytes);
    // oxlint-disable-next-line no-await-in-loop
    await response.body?.cancel();
    if ((init.method ?? 'GET') !== 'GET') throw new RefusedAddress('A call that sends data was redirected.');
    const target = parse(next, url);
    if (target.origin !== url.origin) headers.delete('Authorization');
    url = target;
  }
  throw new RefusedAddress('A call was redirected too often.');
}

function parse(address: string, base?: URL): URL {
  const url = URL.parse(address, base?.href);
  if (!url) throw new RefusedAddress('This is not an address.');
  return url;
}

async function readAnswer(response: Response, maxBytes: number): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) throw new AnswerTooLarge('The answer is too large.');
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { status: response.status, headers: response.headers, bytes };
}
