import { scryptSync } from 'node:crypto';

const SALT = new Uint8Array(16).fill(7);

/** A stored password hash, made independently of the code under test. */
export function phc(password: string, ln: number, r: number, p: number, keyBytes = 32): string {
  const key = scryptSync(password, SALT, keyBytes, { N: 2 ** ln, r, p, maxmem: 64 * 1024 * 1024 });
  return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(SALT)}$${base64(new Uint8Array(key))}`;
}

function base64(bytes: Uint8Array): string {
  return bytes.toBase64({ omitPadding: true });
}
