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

export type LinkVerdict =
  | { valid: true; claims: LinkClaims; secondsLeft: number }
  | { valid: false; why: 'malformed' | 'forged' | 'expired' };

/** A link that carries its own permission: HMAC-SHA-256 over method, key, expiry and claims. */
export async function signLink(
  origin: string,
  claims: LinkClaims,
  ttlSeconds: number,
  settings: Settings,
  now = Date.now(),
): Promise<string> {
  const url = new URL(FILES_PATH + keyPath(claims.key), origin);
  url.searchParams.set('expires', String(expiryOf(claims.method, Math.floor(now / 1000), ttlSeconds)));
  if (claims.contentType) url.searchParams.set('type', claims.contentType);
  if (claims.size !== undefined) url.searchParams.set('size', String(claims.size));
  if (claims.etag) url.searchParams.set('etag', claims.etag);
  if (claims.attachment) url.searchParams.set('attachment', claims.attachment);
  const [key] = await keysFor('link', settings);
  const signature = await crypto.subtle.sign('HMAC', key, canonical(claims.method, claims.key, url));
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
  const expires = url.searchParams.get('expires') ?? '';
  const [given = '', ...more] = url.searchParams.getAll('signature');
  const signature = decodeSignature(given);
  const key = decodeKey(url.pathname.slice(FILES_PATH.length));
  const verb = method === 'HEAD' ? 'GET' : method;
  if (
    !/^\d{1,12}$/.test(expires) ||
    !signature ||
    more.length > 0 ||
    !key ||
    (verb !== 'GET' && verb !== 'PUT')
  ) {
    return { valid: false, why: 'malformed' };
  }
  if (!(await isOurs(signature, canonical(verb, key, url), settings))) return { valid: false, why: 'forged' };
  const secondsLeft = Number(expires) - Math.floor(now / 1000);
  if (secondsLeft <= 0) return { valid: false, why: 'expired' };
  const size = url.searchParams.get('size');
  return {
    valid: true,
    secondsLeft,
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

/** Every parameter but the signature, in a fixed order, so that none can be added, dropped or moved. */
function canonical(method: string, key: string, url: URL): Uint8Array {
  const parameters = new URLSearchParams(url.searchParams);
  parameters.delete('signature');
  parameters.sort();
  return new TextEncoder().encode(JSON.stringify(['easel-link-1', method, key, ...parameters]));
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
