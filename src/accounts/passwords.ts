import { scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt's cost (RFC 7914): memory is 128·2^logN·r bytes, work grows with 2^logN·r·p. */
interface Cost {
  logN: number;
  r: number;
  p: number;
}

/**
 * 16 MiB for each hash, one of OWASP's recommended rows. PBKDF2 is no choice here: production Workers cap
 * its rounds at 100,000.
 */
const COST: Cost = { logN: 14, r: 8, p: 5 };

/** The most that workerd runs: 2^logN·r·p. A stored hash that asks for more is taken for corrupt. */
const MAX_WORK = 2 ** 20;
const MAX_MEMORY_BYTES = 32 * 1024 * 1024;

const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Salts and keys of other lengths than ours are read too, within reason. */
const MAX_STORED_BYTES = 64;
const MIN_STORED_BYTES = 16;

const PHC =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{1,100})\$([A-Za-z0-9+/]{1,100})$/;

interface Stored {
  cost: Cost;
  salt: Uint8Array;
  key: Uint8Array;
}

/** What sign-in needs of a password hash; a test counts the calls through it. */
export interface PasswordHasher {
  /** @returns a PHC string, `$scrypt$ln=14,r=8,p=5$salt$hash`, salted anew every time */
  hash(password: string): Promise<string>;
  /**
   * Compares in constant time. Without a hash, or with one that cannot be read, it does the same work and
   * says no, so that the time taken does not tell whether there is an account.
   */
  verify(password: string, stored: string | undefined): Promise<boolean>;
}

export const passwords: PasswordHasher = {
  async hash(password) {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    return format({ cost: COST, salt, key: await derive(password, salt, COST, KEY_BYTES) });
  },

  async verify(password, stored) {
    const known = stored === undefined ? undefined : parse(stored);
    const { cost, salt, key } = known ?? NOBODYS;
    const derived = await derive(password, salt, cost, key.length);
    return timingSafeEqual(derived, key) && known !== undefined;
  },
};

/** Whether a hash was made at a lower cost than today's, or cannot be read. */
export function needsRehash(stored: string): boolean {
  const cost = parse(stored)?.cost;
  return !cost || cost.logN < COST.logN || cost.r < COST.r || cost.p < COST.p;
}

/** Stands in for the hash of an account that does not exist. */
const NOBODYS: Stored = { cost: COST, salt: new Uint8Array(SALT_BYTES), key: new Uint8Array(KEY_BYTES) };

function derive(
  password: string,
  salt: Uint8Array,
  { logN, r, p }: Cost,
  length: number,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const options = { N: 2 ** logN, r, p, maxmem: 2 * MAX_MEMORY_BYTES };
    scrypt(canonical(password), salt, length, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/**
 * One password, however a keyboard spells it: NFKC, so that é typed as one character or two, and full-width
 * letters, are the same (NIST SP 800-63B-4 §3.1.1.2). Nothing is cut off.
 */
function canonical(password: string): string {
  return password.normalize('NFKC');
}

function format({ cost, salt, key }: Stored): string {
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${base64(salt)}$${base64(key)}`;
}

/** @returns undefined for what is no scrypt PHC string or would cost more than any of ours ever did */
function parse(stored: string): Stored | undefined {
  const [, ln, r, p, salt = '', key = ''] = PHC.exec(stored) ?? [];
  try {
    const cost = { logN: Number(ln), r: Number(r), p: Number(p) };
    const read = { cost, salt: Uint8Array.fromBase64(salt), key: Uint8Array.fromBase64(key) };
    return isBounded(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isBounded({ cost: { logN, r, p }, salt, key }: Stored): boolean {
  const blocks = 2 ** logN * r;
  return (
    Math.min(logN, r, p) >= 1 &&
    blocks * p <= MAX_WORK &&
    128 * blocks <= MAX_MEMORY_BYTES &&
    [salt, key].every(({ length }) => length >= MIN_STORED_BYTES && length <= MAX_STORED_BYTES)
  );
}

/** Without padding, as PHC strings have it. */
function base64(bytes: Uint8Array): string {
  return bytes.toBase64({ omitPadding: true });
}
