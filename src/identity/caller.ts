import { and, eq, gt } from 'drizzle-orm';
import { getCookie } from 'hono/cookie';
import type { AppContext } from '../api/app.ts';
import { database } from '../db/client.ts';
import { sessions, users } from '../db/schema.ts';
import type { Settings } from '../env.ts';
import { isSameSite } from '../http/origins.ts';
import { Problem } from '../http/problem.ts';
import { GUEST_COOKIE, SESSION_COOKIE } from './cookies.ts';
import { verifyGuestToken, verifySessionToken } from './tokens.ts';

export type User = typeof users.$inferSelect;

export interface UserCaller {
  kind: 'user' | 'admin';
  id: string;
  sessionId: string;
  /** Epoch milliseconds at which the login ends by itself. */
  expiresAt: number;
  user: User;
}

export interface GuestCaller {
  kind: 'guest';
  id: string;
}

/** Somebody who can own things. */
export type Identified = UserCaller | GuestCaller;

/** Who is asking. */
export type Caller = Identified | { kind: 'nobody' };

/**
 * Finds out who is asking: a login by Bearer token or cookie, else the guest cookie. A login is looked up
 * once per request, so that logging out and deactivation count at once.
 * @throws Problem `INVALID_TOKEN` if a token is presented that is no live login,
 *   `CROSS_SITE_REQUEST` if another site's page makes the browser send an unsafe request with its cookies
 */
export async function callerOf(c: AppContext): Promise<Caller> {
  const { settings } = c.var;
  const isByCookie = !bearerToken(c) && [SESSION_COOKIE, GUEST_COOKIE].some((name) => getCookie(c, name));
  if (isByCookie) refuseCrossSite(c.req.raw, settings);

  const token = sessionToken(c);
  if (token) return loginOf(token, c.env, settings);
  const guestId = await guestOf(c);
  return guestId ? { kind: 'guest', id: guestId } : { kind: 'nobody' };
}

/** A token that a program sent on purpose; no browser adds it by itself. */
export function bearerToken(c: AppContext): string | undefined {
  return /^Bearer +(.+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
}

/** What the request presents as its login, from the header or the cookie. */
export function sessionToken(c: AppContext): string | undefined {
  return bearerToken(c) ?? getCookie(c, SESSION_COOKIE);
}

/** The guest that the cookie names, also beside a login. */
export async function guestOf(c: AppContext): Promise<string | undefined> {
  const token = getCookie(c, GUEST_COOKIE);
  return token ? verifyGuestToken(token, c.var.settings) : undefined;
}

/** @throws Problem `INVALID_TOKEN` */
export async function loginOf(token: string, env: Env, settings: Settings): Promise<UserCaller> {
  const claims = await verifySessionToken(token, settings);
  const login = claims && (await findLogin(claims.sid, claims.sub, env));
  if (!login) throw new Problem('INVALID_TOKEN', 'Could not validate credentials');
  return login;
}

/** The login of a session that is live: not logged out, not expired, its user active. */
export async function findLogin(
  sessionId: string,
  userId: string,
  env: Env,
): Promise<UserCaller | undefined> {
  const row = await database(env)
    .select({ user: users, expiresAt: sessions.expiresAt })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.id, sessionId),
        eq(users.id, userId),
        eq(users.status, 'active'),
        gt(sessions.expiresAt, Date.now()),
      ),
    )
    .get();
  if (!row) return undefined;
  const { user, expiresAt } = row;
  return { kind: user.role, id: user.id, sessionId, expiresAt, user };
}

/** @throws Problem `CROSS_SITE_REQUEST` */
export function refuseCrossSite(request: Request, settings: Settings): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || isSameSite(request, settings)) return;
  throw new Problem('CROSS_SITE_REQUEST', 'This request comes from a page that may not act for you.');
}

/** @throws Problem `AUTHENTICATION_REQUIRED` */
export function requireUser(caller: Caller): UserCaller {
  if (caller.kind === 'user' || caller.kind === 'admin') return caller;
  throw new Problem('AUTHENTICATION_REQUIRED', 'Authentication required');
}

/** @throws Problem `AUTHENTICATION_REQUIRED`, `FORBIDDEN` */
export function requireAdmin(caller: Caller): UserCaller {
  const user = requireUser(caller);
  if (user.kind === 'admin') return user;
  throw new Problem('FORBIDDEN', 'This needs an administrator.');
}

/** The caller, as a new guest if it was nobody. */
export function identified(caller: Caller): Identified {
  return caller.kind === 'nobody' ? { kind: 'guest', id: `guest_${crypto.randomUUID()}` } : caller;
}
