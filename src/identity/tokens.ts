import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Settings } from '../env.ts';
import { keysFor, sessionKeys } from '../http/keyring.ts';

/** The one algorithm: a token that names another is refused before its signature is looked at. */
const ALGORITHM = 'HS256';

const sessionClaims = z.object({
  sub: z.string(),
  email: z.string(),
  role: z.enum(['user', 'admin']),
  sid: z.string(),
  exp: z.number(),
  // Session tokens are for everybody who knows the secret and carry no audience; one that does is another's.
  aud: z.never().optional(),
});

export type SessionClaims = z.output<typeof sessionClaims>;

/** @returns the JWT of a login: claims `sub, email, role, sid, iat, exp` */
export function signSessionToken(
  { sub, email, role, sid }: Omit<SessionClaims, 'exp' | 'aud'>,
  expiresAt: number,
  settings: Settings,
): Promise<string> {
  const [key] = sessionKeys(settings);
  return new SignJWT({ email, role, sid })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime(Math.floor(expiresAt / 1000))
    .sign(key);
}

/** @returns the claims, or undefined for a token that is expired, forged, of another kind or no token */
export function verifySessionToken(token: string, settings: Settings): Promise<SessionClaims | undefined> {
  return verify(token, sessionKeys(settings), sessionClaims);
}

const guestClaims = z.object({ sub: z.string().startsWith('guest_') });

/** A guest's cookie: who it is and nothing else. It has no expiry of its own; the cookie has. */
export async function signGuestToken(guestId: string, settings: Settings): Promise<string> {
  const [key] = await keysFor('guest', settings);
  return new SignJWT().setProtectedHeader({ alg: ALGORITHM }).setSubject(guestId).setIssuedAt().sign(key);
}

export async function verifyGuestToken(token: string, settings: Settings): Promise<string | undefined> {
  const claims = await verify(token, await keysFor('guest', settings), guestClaims);
  return claims?.sub;
}

const ticketClaims = z.object({
  sub: z.string(),
  jti: z.string(),
  exp: z.number(),
  sid: z.string().optional(),
});

export type TicketClaims = z.output<typeof ticketClaims>;

/** A ticket opens one WebSocket of `sub`; that it is used once is the hub's to see to, by its `jti`. */
export async function signTicket(
  { sub, jti, sid }: Omit<TicketClaims, 'exp'>,
  ttlSeconds: number,
  settings: Settings,
): Promise<string> {
  const [key] = await keysFor('ticket', settings);
  return new SignJWT(sid ? { sid } : {})
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(sub)
    .setJti(jti)
    .setIssuedAt()
    .setExpirationTime(`${ttlSeconds}s`)
    .sign(key);
}

export async function verifyTicket(token: string, settings: Settings): Promise<TicketClaims | undefined> {
  return verify(token, await keysFor('ticket', settings), ticketClaims);
}

async function verify<Claims extends z.ZodType>(
  token: string,
  keys: readonly (CryptoKey | Uint8Array)[],
  claims: Claims,
): Promise<z.output<Claims> | undefined> {
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: [ALGORITHM] });
      return claims.safeParse(payload).data;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return undefined;
}
