import type { Settings } from '../env.ts';

/** What a derived key is for. Keys of different purposes share no bits, so no token passes as another. */
type Purpose = 'link' | 'guest' | 'ticket';

const derived = new Map<string, Promise<CryptoKey>>();

/** The secret that signs new things first, then the one still accepted during a rotation. */
function secrets(settings: Settings): [string, ...string[]] {
  const { JWT_SECRET_KEY: current, JWT_SECRET_KEY_PREVIOUS: previous } = settings;
  return previous ? [current, previous] : [current];
}

/** HMAC-SHA-256 keys of one purpose, derived with HKDF (RFC 5869); the first one signs. */
export async function keysFor(
  purpose: Purpose,
  settings: Settings,
): Promise<[signing: CryptoKey, ...accepted: CryptoKey[]]> {
  const [current, ...previous] = secrets(settings);
  return [await derive(purpose, current), ...(await Promise.all(previous.map((s) => derive(purpose, s))))];
}

/** The raw secrets as HMAC keys: sessions are signed with the configured secret itself. */
export function sessionKeys(settings: Settings): [signing: Uint8Array, ...accepted: Uint8Array[]] {
  const encoder = new TextEncoder();
  const [current, ...previous] = secrets(settings);
  return [encoder.encode(current), ...previous.map((secret) => encoder.encode(secret))];
}

function derive(purpose: Purpose, secret: string): Promise<CryptoKey> {
  const id = `${purpose}:${secret}`;
  let key = derived.get(id);
  if (!key) {
    key = hkdf(secret, `easel:${purpose}`);
    derived.set(id, key);
  }
  return key;
}

async function hkdf(secret: string, info: string): Promise<CryptoKey> {
  const encoder = new TextEncoder();
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(info) },
    material,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign', 'verify'],
  );
}
