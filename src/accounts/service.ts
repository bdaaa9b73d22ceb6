import { invalid } from '../api/parameters.ts';
import type { Settings } from '../env.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { log } from '../http/log.ts';
import { Problem } from '../http/problem.ts';
import { countCall } from '../http/rate-limits.ts';
import type { User, UserCaller } from '../identity/caller.ts';
import { needsRehash, passwords as scryptPasswords, type PasswordHasher } from './passwords.ts';
import {
  deleteSession,
  findUserByEmail,
  insertSession,
  insertUser,
  listSessions,
  type Session,
  updateUser,
  type UserChanges,
} from './store.ts';
import { signSessionToken, verifySessionToken } from '../identity/tokens.ts';

/** Enough to tell one's devices apart. */
const MAX_USER_AGENT_CHARACTERS = 256;

/** What decisions about accounts are made with. */
export interface Accounts {
  env: Env;
  settings: Settings;
  passwords?: PasswordHasher;
}

/** Where a login comes from. */
export interface Visit {
  /** As Cloudflare's edge saw it. */
  address: string;
  userAgent: string | undefined;
  /** The guest that the visitor has been so far. */
  guestId: string | undefined;
}

/** A login and the token that stands for it. */
export interface Login {
  user: User;
  token: string;
  secondsLeft: number;
}

/**
 * Opens an account. The address is not verified by mail, so whoever registers `ADMIN_EMAIL` first is the
 * administrator: it belongs into the settings only once it is registered, or is registered right after.
 * @throws Problem `EMAIL_TAKEN`
 */
export async function register(
  { email, password, name }: { email: string; password: string; name?: string | null | undefined },
  visit: Visit,
  { env, settings, passwords = scryptPasswords }: Accounts,
): Promise<Login> {
  if (await findUserByEmail(email, env)) throw new Problem('EMAIL_TAKEN');

  const passwordHash = await passwords.hash(password);
  const now = Date.now();
  const user = {
    id: crypto.randomUUID(),
    email,
    name: name ?? null,
    passwordHash,
    role: isAdminEmail(email, settings) ? 'admin' : 'user',
    createdAt: now,
    updatedAt: now,
  } as const;
  const session = newSession(user.id, visit, now, settings);
  const created = await insertUser(user, session, visit.guestId, env);
  log('INFO', 'account_registered', { user_id: user.id, session_id: session.id, role: user.role });
  return loginOf(created, session, now, settings);
}

/**
 * Opens a session, under a new id each time. Whether the account exists or not, the work and the answer to
 * a wrong password are the same. An account whose address is `ADMIN_EMAIL` becomes the administrator's.
 * @throws Problem `INVALID_CREDENTIALS`, `INACTIVE_USER` (only to who knows the password), `RATE_LIMITED`
 */
export async function signIn(
  { email, password }: { email: string; password: string },
  visit: Visit,
  { env, settings, passwords = scryptPasswords }: Accounts,
): Promise<Login> {
  await countCall('sign-in-address', visit.address, env, settings);
  await countCall('sign-in-account', email, env, settings);
  const user = await findUserByEmail(email, env);
  const isRight = await passwords.verify(password, user?.passwordHash);
  if (!user || !isRight) throw new Problem('INVALID_CREDENTIALS');
  if (user.status === 'inactive') throw new Problem('INACTIVE_USER');

  const now = Date.now();
  const session = newSession(user.id, visit, now, settings);
  const changes: UserChanges = {
    ...(needsRehash(user.passwordHash) ? { passwordHash: await passwords.hash(password) } : {}),
    ...(isAdminEmail(email, settings) && user.role !== 'admin' ? { role: 'admin' } : {}),
  };
  const current = await insertSession(user, session, changes, visit.guestId, env);
  if (!current) throw new Problem('INVALID_CREDENTIALS');
  log('INFO', 'signed_in', { user_id: user.id, session_id: session.id, changed: Object.keys(changes) });
  return loginOf(current, session, now, settings);
}

/**
 * Ends the session that a token stands for.
 * @returns whose session it was, or undefined if the token is no live login's
 */
export async function signOut(
  token: string,
  { env, settings }: Accounts,
): Promise<{ userId: string; sessionId: string } | undefined> {
  const claims = await verifySessionToken(token, settings);
  if (!claims || !(await deleteSession(claims.sub, claims.sid, env))) return undefined;
  log('INFO', 'signed_out', { user_id: claims.sub, session_id: claims.sid });
  return { userId: claims.sub, sessionId: claims.sid };
}

/** Absent and null mean "as it is", but for the name, which null takes away. */
export interface RequestedChanges {
  name?: string | null | undefined;
  email?: string | null | undefined;
  current_password?: string | null | undefined;
  new_password?: string | null | undefined;
}

/**
 * Changes the caller's account. Another address or password needs the current password; a new password ends
 * all other sessions; a new address gives a new token, as tokens name it.
 * @throws Problem `WRONG_PASSWORD`, `VALIDATION_ERROR` without a needed password, `EMAIL_TAKEN`, `FORBIDDEN`,
 *   `CONFLICT`, `RATE_LIMITED`
 */
export async function changeAccount(
  caller: UserCaller,
  requested: RequestedChanges,
  accounts: Accounts,
): Promise<{ user: User; endedSessionIds: string[]; login: Login | undefined }> {
  const { env, settings, passwords = scryptPasswords } = accounts;
  const email = requested.email && requested.email !== caller.user.email ? requested.email : undefined;
  const newPassword = requested.new_password ?? undefined;
  const name = requested.name === undefined ? caller.user.name : requested.name;
  if (email !== undefined || newPassword !== undefined) {
    await confirmPassword(caller.user, requested.current_password, accounts);
  }
  if (email !== undefined) await checkNewEmail(caller.user, email, accounts);

  const changes: UserChanges = {
    ...(name === caller.user.name ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(newPassword === undefined ? {} : { passwordHash: await passwords.hash(newPassword) }),
  };
  if (Object.keys(changes).length === 0) return { user: caller.user, endedSessionIds: [], login: undefined };
  const changed = await updateUser(caller.user, changes, caller.sessionId, env);
  if (!changed) throw new Problem('CONFLICT', 'The account was changed at the same time. Try again.');
  log('INFO', 'account_changed', {
    user_id: caller.id,
    changed: Object.keys(requested).filter((field) => field !== 'current_password'),
    ended_sessions: changed.endedSessionIds.length,
  });
  if (email === undefined) return { ...changed, login: undefined };
  const session = { id: caller.sessionId, expiresAt: caller.expiresAt };
  return { ...changed, login: await loginOf(changed.user, session, Date.now(), settings) };
}

async function confirmPassword(
  user: User,
  password: string | null | undefined,
  { env, settings, passwords = scryptPasswords }: Accounts,
): Promise<void> {
  if (password === undefined || password === null) {
    throw invalid([{ loc: ['body', 'current_password'], msg: 'Field required', type: 'missing' }]);
  }
  await countCall('sign-in-account', user.email, env, settings);
  if (await passwords.verify(password, user.passwordHash)) return;
  throw new Problem('WRONG_PASSWORD');
}

/**
 * `ADMIN_EMAIL` makes an administrator of who registers or signs in with it. So nobody may move an existing
 * account to it, which is answered as if it were taken; and the administrator may not move away from it,
 * which would leave it to whoever comes next.
 */
async function checkNewEmail(user: User, email: string, { env, settings }: Accounts): Promise<void> {
  if (isAdminEmail(user.email, settings)) {
    throw new Problem(
      'FORBIDDEN',
      "The administrator's address is a setting of the service; change it there first.",
    );
  }
  if (isAdminEmail(email, settings) || (await findUserByEmail(email, env))) {
    throw new Problem('EMAIL_TAKEN');
  }
}

/** @throws Problem `INVALID_CURSOR` */
export async function ownSessions(
  caller: UserCaller,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  { env }: Accounts,
): Promise<{ shown: Session[]; nextCursor: string | null }> {
  const position = cursor === undefined ? undefined : decodeCursor(cursor);
  return page(await listSessions(caller.id, position, limit + 1, env), limit);
}

/** @throws Problem `SESSION_NOT_FOUND` also for another user's */
export async function endSession(caller: UserCaller, sessionId: string, { env }: Accounts): Promise<void> {
  if (await deleteSession(caller.id, sessionId, env)) {
    log('INFO', 'session_ended', { user_id: caller.id, session_id: sessionId });
    return;
  }
  throw new Problem('SESSION_NOT_FOUND');
}

function isAdminEmail(email: string, settings: Settings): boolean {
  return email === settings.ADMIN_EMAIL?.toLowerCase();
}

function newSession(userId: string, { userAgent }: Visit, now: number, settings: Settings): Session {
  return {
    id: crypto.randomUUID(),
    userId,
    userAgent: userAgent?.slice(0, MAX_USER_AGENT_CHARACTERS) ?? null,
    createdAt: now,
    expiresAt: now + settings.JWT_ACCESS_TOKEN_EXPIRE_MINUTES * 60_000,
  };
}

async function loginOf(
  user: User,
  session: Pick<Session, 'id' | 'expiresAt'>,
  now: number,
  settings: Settings,
): Promise<Login> {
  const { id: sub, email, role } = user;
  const token = await signSessionToken({ sub, email, role, sid: session.id }, session.expiresAt, settings);
  return { user, token, secondsLeft: Math.ceil((session.expiresAt - now) / 1000) };
}
