import type { Settings } from '../env.ts';
import { keyPath } from './encode.ts';
import { keysFor } from './keyring.ts';

/** Where signed links live: `/files/{key}?…`. */
export const FILES_PATH = '/files/';

/** What a link allows, all of it under the signature. */
export interface LinkClaims {
  method: 'GET' | 'PUT';
  key: string;
  /** PUT: the one media type and, if promised, the exact size that may be sent. */
  contentType?: string | undefined;
  size?: number | undefined;
  /** GET: only while the object still is this one, by its bare ETag. */
  etag?: string | undefined;
  /** GET: answer as an attachment of this name. */
  attachment?: string | undefined;
}

type Refusal = { valid: false; why: 'malformed' | 'forged' | 'expired' };

export type SignatureVerdict = { valid: true; secondsLeft: number } | Refusal;

export type LinkVerdict = { valid: true; claims: LinkClaims; secondsLeft: number } | Refusal;

/** A link that carries its own permission: HMAC-SHA-256 over method, key, expiry and claims. */
export async function signLink(
  origin: string,
  claims: LinkClaims,
  ttlSeconds: number,
  settings: Settings,
  now = Date.now(),
): Promise<string> {
  const url = new URL(FILES_PATH + keyPath(claims.key), origin);
  if (claims.contentType) url.searchParams.set('type', claims.contentType);
  if (claims.size !== undefined) url.searchParams.set('size', String(claims.size));
  if (claims.etag) url.searchParams.set('etag', claims.etag);
  if (claims.attachment) url.searchParams.set('attachment', claims.attachment);
  return sign(url, claims.method, claims.key, ttlSeconds, settings, now);
}

/** A signed link to read what stands at another address of this service. */
export function signAddress(
  url: URL,
  ttlSeconds: number,
  settings: Settings,
  now = Date.now(),
): Promise<string> {
  return sign(new URL(url), 'GET', url.pathname, ttlSeconds, settings, now);
}

async function sign(
  url: URL,
  method: LinkClaims['method'],
  subject: string,
  ttlSeconds: number,
  settings: Settings,
  now: number,
): Promise<string> {
  url.searchParams.set('expires', String(expiryOf(method, Math.floor(now / 1000), ttlSeconds)));
  const [key] = await keysFor('link', settings);
  const signature = await crypto.subtle.sign('HMAC', key, canonical(method, subject, url));
  url.searchParams.set('signature', encodeSignature(new Uint8Array(signature)));
  return url.href;
}

/**
 * Reading links made within the same twelfth of their life are the same, so that a page that is read anew finds its
 * pictures in the browser's cache. They are valid for that much longer at most, and never shorter.
 */
function expiryOf(method: LinkClaims['method'], nowSeconds: number, ttlSeconds: number): number {
  const step = method === 'GET' ? Math.max(1, Math.floor(ttlSeconds / 12)) : 1;
  return Math.ceil((nowSeconds + ttlSeconds) / step) * step;
}

/**
 * Checks a link against the method it is used with. HEAD counts as GET. The comparison is WebCrypto's own,
 * in constant time.
 */
export async function verifyLink(
  url: URL,
  method: string,
  settings: Settings,
  now = Date.now(),
): Promise<LinkVerdict> {
  const key = decodeKey(url.pathname.slice(FILES_PATH.length));
  const verb = method === 'HEAD' ? 'GET' : method;
  if (!key || (verb !== 'GET' && verb !== 'PUT')) return { valid: false, why: 'malformed' };
  const verdict = await verify(url, verb, key, settings, now);
  if (!verdict.valid) return verdict;
  const size = url.searchParams.get('size');
  return {
    valid: true,
    secondsLeft: verdict.secondsLeft,
    claims: {
      method: verb,
      key,
      contentType: url.searchParams.get('type') ?? undefined,
      size: size === null ? undefined : Number(size),
      etag: url.searchParams.get('etag') ?? undefined,
      attachment: url.searchParams.get('attachment') ?? undefined,
    },
  };
}

/** Checks a link that {@link signAddress} made. */
export function verifyAddress(url: URL, settings: Settings, now = Date.now()): Promise<SignatureVerdict> {
  return verify(url, 'GET', url.pathname, settings, now);
}

async function verify(
  url: URL,
  method: LinkClaims['method'],
  subject: string,
  settings: Settings,
  now: number,
): Promise<SignatureVerdict> {
  const expires = url.searchParams.get('expires') ?? '';
  const [given = '', ...more] = url.searchParams.getAll('signature');
  const signature = decodeSignature(given);
  if (!/^\d{1,12}$/.test(expires) || !signature || more.length > 0) return { valid: false, why: 'malformed' };
  if (!(await isOurs(signature, canonical(method, subject, url), settings))) {
    return { valid: false, why: 'forged' };
  }
  const secondsLeft = Number(expires) - Math.floor(now / 1000);
  return secondsLeft > 0 ? { valid: true, secondsLeft } : { valid: false, why: 'expired' };
}

/**
 * Every parameter but the signature, in a fixed order, so that none can be added, dropped or moved. The subject is a
 * key or, with its slash in front, the path of another address.
 */
function canonical(method: string, subject: string, url: URL): Uint8Array {
  const parameters = new URLSearchParams(url.searchParams);
  parameters.delete('signature');
  parameters.sort();
  return new TextEncoder().encode(JSON.stringify(['easel-link-1', method, subject, ...parameters]));
}

async function isOurs(signature: Uint8Array<ArrayBuffer>, text: BufferSource, settings: Settings) {
  for (const key of await keysFor('link', settings)) {
    if (await crypto.subtle.verify('HMAC', key, signature, text)) return true;
  }
  return false;
}

function encodeSignature(signature: Uint8Array): string {
  return signature.toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** Reads only what {@link encodeSignature} writes: decoders let spare bits, padding and white space vary. */
function decodeSignature(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const signature = Uint8Array.fromBase64(text, { alphabet: 'base64url' });
    return encodeSignature(signature) === text ? signature : undefined;
  } catch {
    return undefined;
  }
}

function decodeKey(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
